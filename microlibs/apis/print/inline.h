/* The variadic front of print_v. PORT_ is the port's prefix: a port `out` of API print gives out_print(). */
static inline __attribute__((format(printf, 1, 2), unused)) int PORT_print(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int printed = PORT_print_v(format, arguments);
	va_end(arguments);
	return printed;
}
