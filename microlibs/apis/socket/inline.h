/* What servers begin and end with. PORT_ is the port's prefix: a port `net` of API socket has net_listen_at(). */

/*
 * A stream socket that listens at `port` of every IPv4 address, and whose calls do not wait; the caller closes it. Errors
 * as of open, bind and listen; `*out` is NULL then, or as it was.
 */
static inline __attribute__((unused)) int PORT_listen_at(uint16_t port, unsigned backlog, struct socket **out)
{
	struct socket_address address = { .family = SOCKET_IP4, .port = port };
	int error = PORT_open(SOCKET_IP4, SOCKET_STREAM, out);

	if (error < 0)
		return error;
	(void)PORT_set(*out, SOCKET_REUSE_ADDRESS, 1);
	if ((error = PORT_bind(*out, &address)) == 0 && (error = PORT_listen(*out, backlog)) == 0)
		error = PORT_set(*out, SOCKET_NONBLOCK, 1);
	if (error < 0) {
		(void)PORT_close(*out);
		*out = NULL;
	}
	return error;
}

/* The image may end with the program: what is on its way to a listening socket's peers has two seconds more to arrive. */
static inline __attribute__((unused)) void PORT_settle(struct socket *listener)
{
	int unsent = 0;

	for (unsigned i = 0; i < 200 && PORT_get(listener, SOCKET_UNSENT, &unsent) == 0 && unsent > 0; i++)
		(void)PORT_wait(NULL, 0, UINT64_C(10000000));
}
