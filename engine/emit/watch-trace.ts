/** The C text of the trace: a ring of calls that several contexts fill, and the records that are made of it. */

/** The ring, and what stubs do with it. */
export const TRACE = `
#define TRACE_SLOTS 128u
#define TRACE_CROWDED (TRACE_SLOTS * 3 / 4)
#define TRACE_NONE UINT64_MAX

/*
 * The last calls, until they are sent. A slot is taken by moving \`trace_head\`, filled, and only then said to be: its state is
 * the number of its call and one of these. Where the ring is full the newer call is left out, so that nobody writes to a slot
 * that another one has.
 */
enum {
	TRACE_EMPTY,    /* taken and not filled yet, or sent */
	TRACE_CALLED,
	TRACE_CHANGING, /* the result is being written */
	TRACE_RETURNED,
};

static struct {
	_Atomic uint64_t state;
	struct control_trace_call call;
} trace_slots[TRACE_SLOTS];

static _Atomic uint64_t trace_head;
static _Atomic uint64_t trace_tail;
static _Atomic uint64_t trace_dropped;

static inline uint64_t trace_state(uint64_t number, unsigned phase)
{
	return number << 2 | phase;
}

static uint64_t trace_push(const struct control_trace_call *call, unsigned phase)
{
	uint64_t number = atomic_load(&trace_head);

	do {
		/* Below 0 where the number is no longer the head; it is then read again. */
		if ((int64_t)(number - atomic_load(&trace_tail)) >= (int64_t)TRACE_SLOTS) {
			atomic_fetch_add(&trace_dropped, 1);
			return TRACE_NONE;
		}
	} while (!atomic_compare_exchange_weak(&trace_head, &number, number + 1));
	trace_slots[number % TRACE_SLOTS].call = *call;
	atomic_store(&trace_slots[number % TRACE_SLOTS].state, trace_state(number, phase));
	return number;
}

/* Notes a call, and gives the number that trace_return wants. */
static uint64_t trace_call(uint32_t function, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	struct control_trace_call call = { .begin = cycles(), .arguments = { a, b, c, d }, .function = function };

	return trace_push(&call, TRACE_CALLED);
}

static void trace_return(uint64_t number, uint32_t function, uint64_t result)
{
	uint64_t expected = trace_state(number, TRACE_CALLED);

	if (number == TRACE_NONE)
		return;
	if (atomic_compare_exchange_strong(&trace_slots[number % TRACE_SLOTS].state, &expected,
					   trace_state(number, TRACE_CHANGING))) {
		struct control_trace_call *call = &trace_slots[number % TRACE_SLOTS].call;

		call->end = cycles();
		call->result = result;
		call->flags = CONTROL_TRACE_RETURNED;
		atomic_store(&trace_slots[number % TRACE_SLOTS].state, trace_state(number, TRACE_RETURNED));
		return;
	}

	/* The call has gone out before: its result follows. */
	struct control_trace_call late = {
		.end = cycles(),
		.result = result,
		.arguments = { number },
		.function = function,
		.flags = CONTROL_TRACE_RETURNED | CONTROL_TRACE_LATE,
	};

	(void)trace_push(&late, TRACE_RETURNED);
}
`;

/** Records of what is in the ring; who calls this holds `sending`. */
export const traceSend = (hasClock: boolean) => `
static struct {
	struct control_trace head;
	struct control_trace_call calls[(CONTROL_MAX_PAYLOAD - sizeof(struct control_trace)) / sizeof(struct control_trace_call)];
} trace_record;

#define TRACE_A_RECORD (sizeof trace_record.calls / sizeof trace_record.calls[0])

/* Copies the call \`number\` and frees its slot. False while it is being written; at the end, by someone who will not go on. */
static bool trace_take(uint64_t number, struct control_trace_call *to, bool last)
{
	uint64_t state = atomic_load(&trace_slots[number % TRACE_SLOTS].state);
	unsigned phase;

	do {
		phase = state >> 2 == number ? state & 3 : TRACE_EMPTY;
		if ((phase == TRACE_EMPTY || phase == TRACE_CHANGING) && !last)
			return false;
	} while (!atomic_compare_exchange_weak(&trace_slots[number % TRACE_SLOTS].state, &state,
					       trace_state(number, TRACE_EMPTY)));
	*to = trace_slots[number % TRACE_SLOTS].call;
	if (phase == TRACE_EMPTY)
		to->flags = CONTROL_TRACE_VOID;
	else if (phase != TRACE_RETURNED)
		to->flags = 0;
	return true;
}

static void trace_send(bool last)
{
	static uint64_t told;
	size_t used;

	/* Of one moment: what it takes to send one record must not stretch the time of the next. */
	trace_record.head.now_cycles = cycles();
	trace_record.head.now_ns = ${hasClock ? 'clock_now_ns()' : '0'};
	do {
		uint64_t first = atomic_load(&trace_tail);

		for (used = 0; used < TRACE_A_RECORD && first + used != atomic_load(&trace_head); used++) {
			if (!trace_take(first + used, &trace_record.calls[used], last))
				break;
			atomic_store(&trace_tail, first + used + 1);
		}
		trace_record.head.first = first;
		trace_record.head.dropped = atomic_load(&trace_dropped);
		if (used == 0 && trace_record.head.dropped == told)
			return;
		told = trace_record.head.dropped;
		(void)control_send(CONTROL_TRACE, &trace_record,
				   sizeof trace_record.head + used * sizeof trace_record.calls[0]);
	} while (used > 0);
}
`;
