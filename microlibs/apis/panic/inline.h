/* because() with what somebody else has written behind the reason, a path or a name; what does not fit is left out. */
static inline __attribute__((noreturn, unused)) void PORT_about(const char *reason, const char *what)
{
	static char text[256];
	const char *const parts[] = { reason, what };
	size_t used = 0;

	for (unsigned i = 0; i < 2; i++) {
		for (const char *from = parts[i]; *from != '\0' && used + 1 < sizeof text; from++)
			text[used++] = *from;
	}
	text[used] = '\0';
	PORT_because(text);
}
