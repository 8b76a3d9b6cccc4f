/* SPDX-License-Identifier: BSD-3-Clause */
/* What is open: one node for a file, however often it is. */
#include "fat.h"

#define ALL UINT32_MAX

static struct node *nodes;

uint32_t clusters_for(uint32_t size)
{
	return size / volume.cluster_bytes + (size % volume.cluster_bytes != 0 ? 1 : 0);
}

uint32_t clusters_of(const struct place *at)
{
	return at->is_folder ? ALL : clusters_for(read32(at->item.entry + AT_SIZE));
}

static struct node *node_entry(uint32_t sector, uint32_t offset)
{
	for (struct node *node = nodes; node != NULL; node = node->next) {
		if (!node->removed && node->sector == sector && node->offset == offset)
			return node;
	}
	return NULL;
}

/* A folder is known by where it is: the way to it may go through its "..". */
struct node *node_at(const struct place *at)
{
	if (!at->is_folder)
		return node_entry(at->item.sector, at->item.offset);
	for (struct node *node = nodes; node != NULL; node = node->next) {
		if (node->is_folder && !node->removed && node->first == at->first)
			return node;
	}
	return NULL;
}

void node_fill(struct node *node, const struct place *at)
{
	*node = (struct node){ .is_folder = at->is_folder, .attr = ATTR_FOLDER, .first = at->first };
	if (at->named) {
		const uint8_t *entry = at->item.entry;

		node->attr = entry[AT_ATTR];
		node->size = at->is_folder ? 0 : read32(entry + AT_SIZE);
		node->stamp = read16(entry + AT_DATE) << 16 | read16(entry + AT_TIME);
		node->sector = at->item.sector;
		node->offset = at->item.offset;
	}
}

void node_link(struct node *node)
{
	node->next = nodes;
	nodes = node;
}

int node_drop(struct node *node)
{
	struct node **at = &nodes;
	int error = node->removed ? 0 : node_commit(node);

	while (*at != node)
		at = &(*at)->next;
	*at = node->next;
	if (node->removed && node->first != NO_CLUSTER) {
		error = disk_barrier();
		if (error == 0)
			error = table_free(node->first, node->ended || node->is_folder ? ALL : clusters_for(node->size));
		if (error == 0)
			error = table_flush();
	}
	heap_free(node);
	return error;
}

static int write_entry(struct node *node)
{
	uint8_t *entry;
	int error = cache_get(node->sector, KIND_ENTRIES, false, &entry);

	if (error < 0)
		return error;
	entry += node->offset;
	entry[AT_ATTR] = node->attr;
	entry_set_first(entry, node->first);
	write32(entry + AT_SIZE, node->size);
	write16(entry + AT_TIME, node->stamp & 0xffff);
	write16(entry + AT_DATE, node->stamp >> 16);
	cache_changed();
	return entries_flush();
}

int node_commit(struct node *node)
{
	int error = cache_flush(KIND_DATA);

	if (!node->changed || node->removed || node->is_folder || error < 0)
		return error;
	error = table_flush();
	if (error == 0)
		error = disk_barrier();
	if (error == 0)
		error = may_change();
	if (error == 0)
		error = write_entry(node);
	node->changed = error != 0;
	return error;
}

int nodes_commit(void)
{
	int error = 0;

	for (struct node *node = nodes; node != NULL; node = node->next) {
		int one = node_commit(node);

		if (one < 0)
			error = one;
	}
	return error;
}

static int extend(struct node *node, uint32_t *out)
{
	int error = may_change();

	if (error == 0)
		error = table_take(node->first == NO_CLUSTER ? NO_CLUSTER : node->cluster, false, out);
	if (error < 0)
		return error;
	if (node->first == NO_CLUSTER) {
		node->first = *out;
		node->changed = true;
		return 0;
	}
	error = table_set(node->cluster, *out);
	if (error < 0)
		(void)table_free(*out, 1);
	return error;
}

int node_cluster(struct node *node, uint32_t turn, bool grow, uint32_t *out)
{
	if (node->first == NO_CLUSTER) {
		if (!grow)
			return -EIO;

		int error = extend(node, &node->cluster);

		if (error < 0) {
			node->cluster = NO_CLUSTER;
			return error;
		}
		node->turn = 0;
	} else if (node->cluster == NO_CLUSTER || turn < node->turn) {
		node->cluster = node->first;
		node->turn = 0;
	}
	while (node->turn < turn) {
		uint32_t next;
		int error = table_next(node->cluster, &next);

		if (error == 0 && next == NO_CLUSTER)
			error = grow ? extend(node, &next) : -EIO;
		if (error < 0)
			return error;
		node->cluster = next;
		node->turn++;
	}
	*out = node->cluster;
	return 0;
}

int node_end(struct node *node)
{
	uint32_t have = clusters_for(node->size);
	uint32_t last;
	int error = 0;

	if (node->ended)
		return 0;
	if (have > 0) {
		error = node_cluster(node, have - 1, false, &last);
		if (error == 0)
			error = table_end(last);
	} else {
		node->first = NO_CLUSTER;
	}
	node->ended = error == 0;
	return error;
}

int node_cut(struct node *node, uint32_t keep)
{
	uint32_t rest = node->first;
	int error = 0;

	if (rest == NO_CLUSTER || !node->ended)
		return 0;
	if (keep > 0) {
		uint32_t end;

		error = node_cluster(node, keep - 1, false, &end);
		if (error == 0)
			error = table_next(end, &rest);
		if (error < 0 || rest == NO_CLUSTER)
			return error;
		error = table_set(end, LAST);
	} else {
		node->first = NO_CLUSTER;
		node->changed = true;
	}
	node->cluster = NO_CLUSTER;
	return error < 0 ? error : table_free(rest, ALL);
}
