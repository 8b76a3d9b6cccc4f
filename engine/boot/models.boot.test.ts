/** Drivers of real devices as they are, on models of these devices, in an ordinary process with a scheduler. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGuest, testMicrolib } from '../testing/guest.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-models-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const one = (port: string, api: string) => ({ port, api, version: 1, count: 'one' as const, late: false });

/** Sends frames of all sizes to a network that gives them back, and counts those that are as they were. */
const LOOPER = `#include <ports.h>

static struct sched_sem events = SCHED_SEM_INIT(0);

static void happened(void *ctx)
{
	(void)ctx;
	sched_sem_post(&events);
}

static unsigned char byte_of(unsigned frame, unsigned at)
{
	return (unsigned char)(frame * 7 + at * 13);
}

static bool send_one(unsigned number, unsigned size)
{
	struct netdev_buffer *frame = net_buffer();

	if (frame == NULL || frame->tailroom < size)
		return false;
	for (unsigned i = 0; i < size; i++)
		frame->data[i] = byte_of(number, i);
	frame->size = size;
	return net_send(&frame, 1) == 1;
}

static bool is_back(unsigned number, unsigned size)
{
	struct netdev_buffer *frame;
	bool same;

	while (net_receive(&frame, 1) == 0)
		if (sched_sem_wait(&events, 5000000000u) < 0)
			return false;
	same = frame->size == size && frame->next == NULL;
	for (unsigned i = 0; same && i < size; i++)
		same = frame->data[i] == byte_of(number, i);
	net_release(frame);
	return same;
}

int main(void)
{
	unsigned good = 0;

	if (net_attach(happened, NULL) < 0)
		return 1;
	for (unsigned number = 0; number < 1000; number++) {
		unsigned size = 14 + number * 37 % 1501;

		good += send_one(number, size) && is_back(number, size);
	}
	out_print("%u of 1000 frames came back\\n", good);
	return good == 1000 ? 0 : 1;
}
`;

const looper = testMicrolib({
  name: 'looper',
  requires: [one('net', 'netdev'), one('sched', 'sched'), one('out', 'print')],
});

/** Two cards on one bus, one of them with mergeable buffers, each with its own program. */
const CARDS = `uniloom: 1
name: cards
targets: [host]
components:
  app0: { microlib: looper, sources: [looper.c] }
  app1: { microlib: looper, sources: [looper.c] }
  net0: { microlib: virtio_net, options: { INDEX: 0 } }
  net1: { microlib: virtio_net, options: { INDEX: 1 } }
  bus: { microlib: virtio_mmio }
  slots: { microlib: virtio_slots }
  plain: { microlib: net_model }
  merging: { microlib: net_model, options: { MERGEABLE: true } }
  memory: { microlib: dma }
  queues: { microlib: virtqueue }
  threads: { microlib: coop }
  heap: { microlib: bump }
wires:
${[0, 1]
  .flatMap((n) => [
    `  - { from: app${n}.net, to: net${n}.netdev }`,
    `  - { from: app${n}.sched, to: threads.sched }`,
    `  - { from: net${n}.virtio, to: bus.virtio }`,
    `  - { from: net${n}.virtqueue, to: queues.virtqueue }`,
    `  - { from: net${n}.dma, to: memory.dma }`,
    `  - { from: net${n}.sched, to: threads.sched }`,
    `  - { from: net${n}.cpu, to: slots.cpu }`,
  ])
  .join('\n')}
  - { from: bus.mmio, to: slots.mmio }
  - { from: bus.irq, to: slots.irq }
  - { from: slots.device, to: plain.net }
  - { from: slots.device, to: merging.net }
  - { from: queues.dma, to: memory.dma }
  - { from: queues.region, to: board.region }
  - { from: memory.region, to: board.region }
  - { from: threads.context, to: board.context }
  - { from: threads.stacks, to: heap.alloc }
  - { from: threads.cpu, to: slots.cpu }
  - { from: threads.timer, to: board.timer }
  - { from: slots.below, to: board.cpu }
  - { from: heap.region, to: board.region }
  - { from: board.sched, to: threads.sched }
`;

it('network cards', async () => {
  const guest = await buildGuest({
    ...{ target: 'host', yaml: CARDS, folder: join(folder, 'cards') },
    ...{ sources: { 'looper.c': LOOPER }, microlibs: [looper] },
  });
  const result = await guest.run({ memory: '64M' });
  expect(result.failure, result.console).toBeNull();
  expect(result.console.match(/1000 of 1000 frames came back/g)).toHaveLength(2);
});
