/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Answers Ethernet frames of type 0x88B5 on eth0 in batches, as the app frame_echo does: straight from the card, without a
 * protocol stack. A frame whose data begins with `p` is a mark that is printed, `e` ends it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define TYPE 0x88b5
#define BATCH 64
#define BYTES 2048
#define HEADER 14

static unsigned char frames[BATCH][BYTES];
static struct iovec pieces[BATCH];
static struct mmsghdr messages[BATCH];

static int open_card(unsigned char mac[6])
{
	int s = socket(AF_PACKET, SOCK_RAW, htons(TYPE));
	struct ifreq request = { 0 };

	strcpy(request.ifr_name, "eth0");
	if (s < 0 || ioctl(s, SIOCGIFHWADDR, &request) < 0)
		return -1;
	memcpy(mac, request.ifr_hwaddr.sa_data, 6);
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	if (ioctl(s, SIOCSIFFLAGS, &request) < 0 || ioctl(s, SIOCGIFINDEX, &request) < 0)
		return -1;

	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(TYPE), .sll_ifindex = request.ifr_ifindex };
	int room = 8 << 20;

	setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);
	return bind(s, (struct sockaddr *)&address, sizeof address) < 0 ? -1 : s;
}

int main(void)
{
	unsigned char mac[6];
	int s = open_card(mac);

	if (s < 0) {
		perror("eth0");
		return 1;
	}
	for (int i = 0; i < BATCH; i++) {
		pieces[i] = (struct iovec){ frames[i], BYTES };
		messages[i].msg_hdr = (struct msghdr){ .msg_iov = &pieces[i], .msg_iovlen = 1 };
	}
	printf("ready\n");
	fflush(stdout);
	for (;;) {
		int got = recvmmsg(s, messages, BATCH, MSG_WAITFORONE, NULL);
		int marks = 0;

		for (int i = 0; i < got; i++) {
			pieces[i].iov_len = messages[i].msg_len;
			memcpy(frames[i], frames[i] + 6, 6);
			memcpy(frames[i] + 6, mac, 6);
			marks += frames[i][HEADER] == 'p';
			if (frames[i][HEADER] == 'e')
				return 0;
		}
		for (int sent = 0; sent < got;) {
			int more = sendmmsg(s, messages + sent, got - sent, 0);

			if (more <= 0)
				break;
			sent += more;
		}
		for (int i = 0; i < got; i++)
			pieces[i].iov_len = BYTES;
		if (marks > 0) {
			printf("mark\n");
			fflush(stdout);
		}
	}
}
