/* SPDX-License-Identifier: BSD-3-Clause */
#include "p9.h"

#define FEATURE_TAG 0u
#define TAG_MOST 255u
#define SHARES_MOST 256u
#define QUEUE_MOST 256u

#define STRING(x) #x
#define VALUE(x) STRING(x)
#if CONFIG_MATCH_TAG
#define WANTED "share with the tag " CONFIG_TAG
#else
#define WANTED "share number " VALUE(CONFIG_INDEX)
#endif

struct share share;

static char tag[TAG_MOST + 1];

static int read_tag(struct virtio_device *device)
{
	uint16_t size;
	int error = virtio_config(device, 0, &size, sizeof size);

	tag[0] = '\0';
	if (error < 0)
		return error;
	if (size > TAG_MOST)
		return -EINVAL;
	tag[size] = '\0';
	return size == 0 ? 0 : virtio_config(device, sizeof size, tag, size);
}

#if CONFIG_MATCH_TAG
static bool is_wanted(void)
{
	const char *wanted = CONFIG_TAG;
	size_t at = 0;

	while (tag[at] != '\0' && tag[at] == wanted[at])
		at++;
	return tag[at] == wanted[at];
}

static int find(struct virtio_device **out)
{
	for (unsigned i = 0; i < SHARES_MOST; i++) {
		int error = virtio_find(VIRTIO_9P, i, out);

		if (error == -EPROTO)
			continue;
		if (error < 0)
			return error;
		if (read_tag(*out) == 0 && is_wanted())
			return 0;
	}
	return -ENOENT;
}
#else
static int find(struct virtio_device **out)
{
	int error = virtio_find(VIRTIO_9P, CONFIG_INDEX, out);

	return error < 0 ? error : read_tag(*out);
}
#endif

static int open_device(void)
{
	uint64_t features = 0;
	unsigned limit = 0;
	unsigned size = 1;
	struct virtio_rings rings;
	int error = find(&share.device);

	if (error == 0)
		error = virtio_claim(share.device);
	if (error == 0)
		error = virtio_negotiate(share.device, (uint64_t)1 << FEATURE_TAG | (uint64_t)1 << VIRTIO_F_EVENT_IDX,
					 &features);
	if (error == 0)
		error = virtio_queue_limit(share.device, QUEUE, &limit);
	if (error < 0)
		return error;
	while (size * 2 <= limit && size * 2 <= QUEUE_MOST)
		size *= 2;
	/* A request takes a descriptor a page, both ways, and one more where a message begins within a page. */
	share.most = size < 4 ? 0 : (size_t)(size / 2 - 1) * PAGE;
	if (share.most > CONFIG_MESSAGE_BYTES)
		share.most = CONFIG_MESSAGE_BYTES;
	if (share.most == 0)
		return -EINVAL;
	error = virtqueue_create(size, (features >> VIRTIO_F_EVENT_IDX & 1) != 0, &share.queue);
	if (error < 0)
		return error;
	virtqueue_rings(share.queue, &rings);
	error = virtio_queue_start(share.device, QUEUE, &rings, share_interrupt, NULL);
	return error < 0 ? error : virtio_on_change(share.device, share_changed, NULL);
}

int init(void)
{
	share = (struct share){ .lost = false };

	int error = open_device();

	if (error < 0)
		panic_about(virtio_refusal(error), WANTED);
	virtio_ready(share.device);
	(void)virtqueue_listen(share.queue);
	return 0;
}

const char *p9_tag(void)
{
	return tag;
}
