/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exec-timer MARK COMMAND [ARG…]: runs COMMAND and prints, as JSON, when MARK first stood in its output (ms from just
 * before exec; -1 if never), when it ended, its exit status, and the processor time and memory that it took.
 * What a shell or a JavaScript runtime adds to spawning would drown the milliseconds that matter here.
 *
 * The command gets socket pairs as descriptors 3, 4 and 5, as `uniloom boot` gives them to QEMU; MARK may stand in
 * what comes out of any of them or of standard output.
 *
 * exec-timer --get PORT PATH COMMAND [ARG…]: MARK is an answer of 200 to a GET of PATH at PORT of 127.0.0.1; the
 * command is killed then. A guest that is not up yet refuses, resets or loses a connection: the next one is made
 * when that is known, and when the last one is ATTEMPT_MS old.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STREAMS 4
#define ATTEMPTS 64 /* connections at once */
#define ATTEMPT_MS 4

struct stream {
	int ours;
	int theirs; /* number in the child */
	size_t used;
	char seen[1 << 14];
};

static struct stream streams[STREAMS];

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

/* Never returns. The descriptors to hand over lie above all numbers they will get. */
static void become(char **argv, const int *ends)
{
	for (int i = 0; i < STREAMS; i++)
		dup2(ends[i], streams[i].theirs);
	execvp(argv[0], argv);
	_exit(127);
}

/* Takes what has come; returns whether the mark is in it, and closes the stream at its end. */
static int take(struct stream *s, const char *mark)
{
	ssize_t got = read(s->ours, s->seen + s->used, sizeof s->seen - 1 - s->used);

	if (got <= 0) {
		close(s->ours);
		s->ours = -1;
		return 0;
	}
	s->used += (size_t)got;
	int found = memmem(s->seen, s->used, mark, strlen(mark)) != NULL;
	if (s->used > sizeof s->seen / 2)
		s->used = 0;
	return found;
}

/* Connections on their way, the oldest first. */
static int attempts[ATTEMPTS];
static int attempt_count;
static int port;
static char request[256];

static void drop_attempt(int at)
{
	close(attempts[at]);
	memmove(attempts + at, attempts + at + 1, (size_t)(--attempt_count - at) * sizeof *attempts);
}

static void attempt(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (socket_ < 0)
		return;
	if (attempt_count == ATTEMPTS)
		drop_attempt(0);
	attempts[attempt_count++] = socket_;
	/* Nobody listens yet: the next one comes in its time. */
	if (connect(socket_, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS)
		drop_attempt(attempt_count - 1);
	else if (send(socket_, request, strlen(request), MSG_NOSIGNAL) < 0 && errno != EAGAIN)
		drop_attempt(attempt_count - 1);
}

/* Whether an answer of 200 has come. */
static int look(const struct pollfd *polls)
{
	for (int i = attempt_count - 1; i >= 0; i--) {
		char answer[4096];

		if (polls[i].revents == 0)
			continue;
		if (recv(attempts[i], answer, sizeof answer, 0) >= 12 && memcmp(answer, "HTTP/1.1 200", 12) == 0)
			return 1;
		drop_attempt(i);
	}
	return 0;
}

int main(int argc, char **argv)
{
	double mark_at = -1;
	int ends[STREAMS], status;
	struct rusage usage;
	int get = argc > 4 && strcmp(argv[1], "--get") == 0;
	const char *mark = argv[1];

	if (argc < 3)
		return 2;
	if (get) {
		port = atoi(argv[2]);
		snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n", argv[3]);
	}
	for (int i = 0; i < STREAMS; i++) {
		int pair[2];
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
			return 2;
		streams[i].ours = pair[0];
		streams[i].theirs = i == 0 ? STDOUT_FILENO : 2 + i;
		ends[i] = fcntl(pair[1], F_DUPFD_CLOEXEC, 32);
		close(pair[1]);
	}
	double begun = now_ms();
	double attempted = begun;
	pid_t child = fork();
	if (child == 0)
		become(argv + (get ? 4 : 2), ends);
	if (child < 0)
		return 2;
	for (int i = 0; i < STREAMS; i++)
		close(ends[i]);
	for (int open = STREAMS; open > 0;) {
		struct pollfd polls[STREAMS + ATTEMPTS];
		for (int i = 0; i < STREAMS; i++)
			polls[i] = (struct pollfd){ streams[i].ours, POLLIN, 0 };
		for (int i = 0; i < attempt_count; i++)
			polls[STREAMS + i] = (struct pollfd){ attempts[i], POLLIN, 0 };
		if (poll(polls, (nfds_t)(STREAMS + attempt_count), get && mark_at < 0 ? 1 : -1) < 0)
			return 2;
		for (int i = 0; i < STREAMS; i++) {
			if (polls[i].revents == 0)
				continue;
			if (take(&streams[i], mark) && mark_at < 0 && !get)
				mark_at = now_ms() - begun;
			open -= streams[i].ours < 0;
		}
		if (!get || mark_at >= 0)
			continue;
		if (look(polls + STREAMS)) {
			mark_at = now_ms() - begun;
			kill(child, SIGKILL);
		} else if (attempt_count == 0 || now_ms() - attempted >= ATTEMPT_MS) {
			attempted = now_ms();
			attempt();
		}
	}
	if (wait4(child, &status, 0, &usage) != child)
		return 2;
	printf("{\"markMs\":%.2f,\"exitMs\":%.2f,\"status\":%d,\"cpuMs\":%.1f,\"maxRssKb\":%ld}\n", mark_at, now_ms() - begun,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), ms(usage.ru_utime) + ms(usage.ru_stime),
	       usage.ru_maxrss);
	return 0;
}
