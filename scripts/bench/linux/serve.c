/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * `serve PORT PROGRAM ARG…`: gives eth0 the address that QEMU's user network expects, runs a server, and ends it and itself when
 * somebody connects to PORT.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr address(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr out;

	inet_pton(AF_INET, text, &in.sin_addr);
	memcpy(&out, &in, sizeof out);
	return out;
}

static int must(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(1);
	}
	return result;
}

static void up(int ip, const char *name, const char *at, const char *mask)
{
	struct ifreq request;

	memset(&request, 0, sizeof request);
	snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
	request.ifr_addr = address(at);
	must(ioctl(ip, SIOCSIFADDR, &request), "address");
	request.ifr_netmask = address(mask);
	must(ioctl(ip, SIOCSIFNETMASK, &request), "mask");
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	must(ioctl(ip, SIOCSIFFLAGS, &request), "up");
}

int main(int argc, char **argv)
{
	struct rtentry route;
	struct sockaddr_in any = { .sin_family = AF_INET };
	int ip = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
	pid_t child;

	if (argc < 3)
		return 2;
	up(ip, "lo", "127.0.0.1", "255.0.0.0");
	up(ip, "eth0", "10.0.2.15", "255.255.255.0");
	memset(&route, 0, sizeof route);
	route.rt_dst = address("0.0.0.0");
	route.rt_genmask = address("0.0.0.0");
	route.rt_gateway = address("10.0.2.2");
	route.rt_flags = RTF_UP | RTF_GATEWAY;
	must(ioctl(ip, SIOCADDRT, &route), "route");

	any.sin_port = htons((unsigned short)atoi(argv[1]));
	must(bind(ip, (struct sockaddr *)&any, sizeof any), "bind");
	must(listen(ip, 1), "listen");
	child = must(fork(), "fork");
	if (child == 0) {
		execv(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	printf("serving\n");
	fflush(stdout);
	must(accept(ip, NULL, NULL), "accept");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return 0;
}
