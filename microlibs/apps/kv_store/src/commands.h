/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "log.h"

/* The longest reply. */
#define MOST_REPLY (CONFIG_VALUE_BYTES + 256)

struct reply {
	char *at;
	size_t used;
};

enum then { GO_ON, CLOSE, SHUT_DOWN };

/* Does what the request says and puts the reply behind `reply`, where there is room for MOST_REPLY bytes. */
enum then command_run(const struct resp_request *request, struct reply *reply);

/* Does what a record of the log says. 0, -EPROTO for what none says, -EMSGSIZE for what no request may store, -ENOMEM. */
int command_replay(const struct resp_request *request);

void reply_error(struct reply *reply, const char *text);

#endif
