/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "start.h"

static char program_name[] = "main";
static char *words[CONFIG_ARGUMENTS + 2] = { program_name };
static char text[CONFIG_WORD_BYTES];

/*
 * Copies the next word at `*line` to `to` without its quotes, ends it with NUL and moves `*line` behind it. Returns its
 * length, or -1 when there is none. Panics when it does not fit, or a quote stays open.
 */
static long next_word(const char **line, char *to, size_t size)
{
	const char *at = *line;
	size_t used = 0;
	bool quoted = false;

	while (*at == ' ' || *at == '\t' || *at == '\n')
		at++;
	if (!*at) {
		*line = at;
		return -1;
	}
	for (; *at && (quoted || (*at != ' ' && *at != '\t' && *at != '\n')); at++) {
		if (*at == '"') {
			quoted = !quoted;
			continue;
		}
		if (*at == '\\' && at[1])
			at++;
		if (used + 1 >= size)
			panic_because("the command line's words are longer than this image takes (start's option WORD_BYTES)");
		to[used++] = *at;
	}
	if (quoted)
		panic_because("a quote on the command line is not closed");
	to[used] = '\0';
	*line = at;
	return (long)used;
}

static void set_option(char *word, size_t size)
{
	size_t name_size = 0;

	while (name_size < size && word[name_size] != '=')
		name_size++;
	if (name_size == size)
		panic_about("unknown boot option: ", word);

	int error = composition_option_set(word, name_size, word + name_size + 1, size - name_size - 1);

	if (error == -EINVAL)
		panic_about("boot option with a value that it cannot have: ", word);
	if (error < 0) {
		word[name_size] = '\0';
		panic_about("unknown boot option: ", word);
	}
}

int start_parse(const char *line, char ***argv)
{
	long size = next_word(&line, text, sizeof text);

	for (; size >= 0 && !(size == 2 && text[0] == '-' && text[1] == '-'); size = next_word(&line, text, sizeof text))
		set_option(text, (size_t)size);

	size_t used = 0;
	int count = 1;

	while (size >= 0) {
		size = next_word(&line, text + used, sizeof text - used);
		if (size < 0)
			break;
		if (count > CONFIG_ARGUMENTS)
			panic_because("more arguments than this image takes (start's option ARGUMENTS)");
		words[count++] = text + used;
		used += (size_t)size + 1;
	}
	words[count] = NULL;
	*argv = words;
	return count;
}
