/**
 * The part of the runtime that notes the heap after each init, for the boot timeline: only in an image that has regions to
 * claim, and somewhere to send to. It asks the image's providers directly, as nothing of a composition should need a wire
 * for being measured.
 *
 * A server never ends, so the heap and the boot timeline go out while it runs: as deferred work, and some time after the mains
 * have begun, since a first answer would wait for the serial port. Only where the image has timers and defers anyway, as all
 * with a network do: elsewhere a scheduler would have to look for work on every switch for that alone.
 */
import { type Plan, providerOf } from './plan.ts';

/** The C text, and what the runtime calls after an init, before the first main and at the end; empty where there is nothing. */
export interface HeapNotes {
  readonly text: string;
  readonly afterInit: string;
  readonly beforeMain: string;
  readonly atEnd: string;
}

const NONE: HeapNotes = { text: '', afterInit: '', beforeMain: '', atEnd: '' };

export function heapNotes(from: Plan): HeapNotes {
  const region = providerOf(from.components, from.input.graph.board, 'region');
  const { inits } = from.input.graph;
  if (region === undefined || from.control === undefined || inits.length === 0) return NONE;
  const statistics = from.components.flatMap(({ name, provides }) =>
    provides.filter(({ api }) => api.name === 'allocstats').map(({ port }) => `${name}.${port.port}`),
  );
  const sched = deferredTo(from);
  const [start, timer, clock] = ['start', 'timer', 'clock'].map((api) =>
    providerOf(from.components, from.input.graph.board, api),
  );
  const early = sched && start && timer && clock ? telling({ sched, start, timer, clock }) : '';
  return {
    text: source(region, from.control, statistics, inits.length) + early,
    afterInit: '\theap_note(index);\n',
    beforeMain: early === '' ? '' : '\tif (index == 0)\n\t\ttell_later();\n',
    atEnd: '\theap_send();\n',
  };
}

/** The scheduler to which some component hands work, as the component's manifest says. */
const deferredTo = ({ components }: Plan): string | undefined =>
  components
    .flatMap(({ requires }) => requires.filter(({ port }) => port.defers === true))
    .flatMap(({ bindings }) => bindings.slice(0, 1))[0]?.to;

const telling = (providers: Readonly<Record<'sched' | 'start' | 'timer' | 'clock', string>>) => `
#include <sched_types.h>
#include <timer_types.h>

/* After the first main has begun: when a server has given its first answers. */
#define TELL_AFTER_NS 250000000u

void sched_defer(struct sched_work *work) __asm__("${providers.sched}.defer");
void start_tell(void) __asm__("${providers.start}.tell");
void timer_set(struct timer *timer, uint64_t when_ns) __asm__("${providers.timer}.set");
uint64_t clock_now_ns(void) __asm__("${providers.clock}.now_ns");

static void tell(void *ctx)
{
	(void)ctx;
	heap_send();
	start_tell();
}

static struct sched_work telling = SCHED_WORK_INIT(tell, NULL);

/* Sending takes too long for an interrupt handler. */
static void tell_soon(void *ctx)
{
	(void)ctx;
	sched_defer(&telling);
}

static void tell_later(void)
{
	static struct timer alarm = TIMER_INIT(tell_soon, NULL);

	timer_set(&alarm, clock_now_ns() + TELL_AFTER_NS);
}
`;

function source(region: string, control: string, statistics: readonly string[], inits: number): string {
  const readers = statistics.map((ref, at) => `void stats_${at}(struct allocstats *out) __asm__("${ref}.read");\n`);
  const sums = statistics.map((_ref, at) => `\tstats_${at}(&stats);\n\tused += stats.used;\n`);
  const reading =
    statistics.length === 0
      ? '\tconst uint64_t used = CONTROL_HEAP_UNKNOWN;\n'
      : `\tstruct allocstats stats;\n\tuint64_t used = 0;\n\n${sums.join('')}`;
  return `${statistics.length === 0 ? '' : '#include <allocstats_types.h>\n'}#include <control_types.h>

size_t region_available(void) __asm__("${region}.available");
${readers.join('')}int control_send(unsigned type, const void *payload, size_t size) __asm__("${control}.send");

static struct control_heap heap[${inits}];
static uint32_t heap_notes;

/* What is claimed is what is missing: the most that was there after any init, without what is there now. */
static void heap_note(unsigned index)
{
	static uint64_t most;
	uint64_t left = region_available();
${reading}
	if (left > most)
		most = left;
	if (heap_notes < sizeof heap / sizeof heap[0])
		heap[heap_notes++] = (struct control_heap){ .index = index, .claimed = most - left, .used = used };
}

static void heap_send(void)
{
	const uint32_t a_record = CONTROL_MAX_PAYLOAD / sizeof heap[0];

	for (uint32_t i = 0; i < heap_notes; i += a_record) {
		uint32_t here = heap_notes - i < a_record ? heap_notes - i : a_record;

		(void)control_send(CONTROL_HEAP, &heap[i], here * sizeof heap[0]);
	}
	heap_notes = 0;
}
`;
}
