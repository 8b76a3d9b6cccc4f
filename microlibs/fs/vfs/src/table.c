/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files and descriptors. Only this table is behind the lock: file systems are called without it. */
#include "vfs.h"

/* A descriptor that is being opened. */
#define TAKEN ((struct mt_slot *)&taken)

static char taken;
static struct mt_slot slots[CONFIG_FILES];
static struct mt_slot *fds[CONFIG_FILES];

struct mt_slot *mt_reserve(void)
{
	struct mt_slot *found = NULL;
	unsigned long state = mt_enter();

	for (size_t i = 0; i < CONFIG_FILES && found == NULL; i++) {
		if (slots[i].refs > 0)
			continue;
		found = &slots[i];
		*found = (struct mt_slot){ .below = MT_NOBODY, .refs = 1 };
	}
	mt_leave(state);
	return found;
}

int mt_drop(struct mt_slot *slot)
{
	unsigned long state = mt_enter();
	struct fs_file *inner = slot->inner;
	size_t mount = slot->mount;
	bool last = --slot->refs == 0;

	mt_leave(state);
	return last && inner != NULL ? mounts_close(mount, inner) : 0;
}

int mt_take_fd(void)
{
	int fd = -EMFILE;
	unsigned long state = mt_enter();

	for (int i = 0; i < CONFIG_FILES && fd < 0; i++) {
		if (fds[i] == NULL) {
			fds[i] = TAKEN;
			fd = i;
		}
	}
	mt_leave(state);
	return fd;
}

void mt_set_fd(int fd, struct mt_slot *slot)
{
	unsigned long state = mt_enter();

	fds[fd] = slot;
	mt_leave(state);
}

/* With the lock held. */
static struct mt_slot *slot_of(int fd)
{
	struct mt_slot *slot = fd >= 0 && fd < CONFIG_FILES ? fds[fd] : NULL;

	return slot == TAKEN ? NULL : slot;
}

struct mt_slot *mt_hold(int fd)
{
	unsigned long state = mt_enter();
	struct mt_slot *slot = slot_of(fd);

	if (slot != NULL)
		slot->refs++;
	mt_leave(state);
	return slot;
}

struct mt_slot *mt_forget(int fd)
{
	unsigned long state = mt_enter();
	struct mt_slot *slot = slot_of(fd);

	if (slot != NULL)
		fds[fd] = NULL;
	mt_leave(state);
	return slot;
}
