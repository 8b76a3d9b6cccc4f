/* SPDX-License-Identifier: BSD-3-Clause */
#include "fat.h"

struct slot {
	uint32_t sector;
	uint32_t used; /* when, by `now` */
	uint8_t kind;
	bool valid;
	bool changed;
};

static struct slot slots[CONFIG_CACHE];
static uint8_t *memory;
static struct slot *last; /* asked for */
static uint32_t now;

int cache_create(void)
{
	memset(slots, 0, sizeof slots);
	last = NULL;
	memory = heap_memalign(volume.disk.alignment > 16 ? volume.disk.alignment : 16, (size_t)CONFIG_CACHE * volume.sector_bytes);
	return memory == NULL ? -ENOMEM : 0;
}

static uint8_t *memory_of(const struct slot *slot)
{
	return memory + (size_t)(slot - slots) * volume.sector_bytes;
}

static int write_slot(struct slot *slot)
{
	uint32_t copies = slot->kind == KIND_TABLE ? volume.copies : 1;
	int error = 0;

	for (uint32_t i = 0; i < copies; i++) {
		int one = disk_write(slot->sector + i * volume.table_sectors, memory_of(slot), 1);

		if (one < 0)
			error = one;
	}
	slot->changed = false;
	if (error == 0)
		return 0;
	/*
	 * What is kept is not what the disk has; and where that is how the volume hangs together, no more is built on it. Content may be another
	 * file's than the one that this is done for.
	 */
	slot->valid = false;
	if (slot->kind == KIND_DATA)
		volume.error = error;
	else
		volume.read_only = true;
	return error;
}

static struct slot *find(uint32_t sector)
{
	for (size_t i = 0; i < CONFIG_CACHE; i++) {
		if (slots[i].valid && slots[i].sector == sector)
			return &slots[i];
	}
	return NULL;
}

/* The one that was not used for longest. */
static struct slot *oldest(void)
{
	struct slot *found = slots;

	for (size_t i = 0; i < CONFIG_CACHE; i++) {
		if (!slots[i].valid)
			return &slots[i];
		if (now - slots[i].used > now - found->used)
			found = &slots[i];
	}
	return found;
}

int cache_get(uint32_t sector, enum kind kind, bool blank, uint8_t **data)
{
	struct slot *slot = last != NULL && last->valid && last->sector == sector ? last : find(sector);

	if (slot == NULL) {
		slot = oldest();
		if (slot->valid && slot->changed) {
			int error = write_slot(slot);

			if (error < 0)
				volume.error = error;
		}
		slot->valid = false;
		if (!blank) {
			int error = disk_read(sector, memory_of(slot), 1);

			if (error < 0)
				return error;
		}
		*slot = (struct slot){ .sector = sector, .kind = (uint8_t)kind, .valid = true };
	}
	if (blank)
		memset(memory_of(slot), 0, volume.sector_bytes);
	/* A damaged volume has the same sector for two purposes: the stricter one counts. */
	if (kind > slot->kind)
		slot->kind = (uint8_t)kind;
	slot->used = ++now;
	last = slot;
	*data = memory_of(slot);
	return 0;
}

void cache_changed(void)
{
	last->changed = true;
}

int cache_flush(enum kind kind)
{
	int error = 0;

	for (size_t i = 0; i < CONFIG_CACHE; i++) {
		if (slots[i].valid && slots[i].changed && slots[i].kind == kind) {
			int one = write_slot(&slots[i]);

			if (one < 0)
				error = one;
		}
	}
	return error;
}

int cache_settle(uint32_t sector, uint32_t count)
{
	for (size_t i = 0; i < CONFIG_CACHE; i++) {
		if (slots[i].valid && slots[i].changed && slots[i].sector - sector < count) {
			int error = write_slot(&slots[i]);

			if (error < 0)
				return error;
		}
	}
	return 0;
}

void cache_forget(uint32_t sector, uint32_t count)
{
	for (size_t i = 0; i < CONFIG_CACHE; i++) {
		if (slots[i].valid && slots[i].sector - sector < count)
			slots[i].valid = slots[i].changed = false;
	}
}
