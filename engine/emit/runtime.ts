/** `gen/runtime.c`: what provides `composition` - the init and main tables, and the options that can be set at boot. */

import { BOOT_FAULTS, FAULT_MOST, type FaultyFunction, faultyFunctions } from '../graph/kinds.ts';
import { banner } from './c.ts';
import { bootOptionsOf, type ConfigOption, type ConfigPlan } from './config.ts';
import { type HeapNotes, heapNotes } from './heap.ts';
import { optionLabel, type Plan } from './plan.ts';
import { faultsDeclared } from './stubs.ts';

interface Option extends ConfigOption {
  readonly component: string;
}

/** Bytes for the string values that are set at boot, all together. */
const STRING_POOL = 1024;

/** Components that have a main, with how it is called. */
export function mainsOf(from: Plan): readonly { readonly name: string; readonly takesArguments: boolean }[] {
  return from.input.graph.mains.map((name) => ({
    name,
    takesArguments: from.components.find((other) => other.name === name)?.component.microlib.main === 'args',
  }));
}

export function runtimeSource(from: Plan, config: ConfigPlan): string {
  const options = from.components.flatMap((component) =>
    bootOptionsOf(config, component).map((option): Option => ({ ...option, component: component.name })),
  );
  const heap = heapNotes(from);
  return [
    banner('the runtime'),
    HEAD,
    from.scripted ? SCRIPTED_TABLES : constantTables(from),
    ...(heap.text === '' ? [] : [heap.text]),
    tableFunctions(heap),
    optionSupport(options, faultyFunctions(allBindings(from))),
    finish(from, heap),
  ].join('\n');
}

const allBindings = (from: Plan) =>
  from.components.flatMap(({ requires }) => requires.flatMap(({ bindings }) => bindings));

const HEAD = `#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uniloom/errno.h>
#include "options.h"

typedef int init_function(void);
typedef void any_function(void);

/* A main and whether it takes argc and argv. */
struct main_entry {
	any_function *function;
	uint64_t takes_arguments;
};
`;

/** The tables are in link.lds, so that rewiring compiles nothing. */
const SCRIPTED_TABLES = `extern init_function *const inits[] __asm__("uniloom.inits");
extern const uint64_t inits_count __asm__("uniloom.inits_count");
extern const struct main_entry mains[] __asm__("uniloom.mains");
extern const uint64_t mains_count __asm__("uniloom.mains_count");
`;

function constantTables(from: Plan): string {
  const { inits } = from.input.graph;
  const mains = mainsOf(from);
  let text = '';
  inits.forEach((name, index) => {
    text += `int init_${index}(void) __asm__("${name}.init");\n`;
  });
  mains.forEach(({ name, takesArguments }, index) => {
    text += `int main_${index}(${takesArguments ? 'int argc, char **argv' : 'void'}) __asm__("${name}.main");\n`;
  });
  text += '\n/* One more than there are: C has no empty arrays. */\n';
  text += `static init_function *const inits[] = { ${[...inits.map((_, index) => `init_${index}`), 'NULL'].join(', ')} };\n`;
  const entries = mains.map(
    ({ takesArguments }, index) => `{ (any_function *)main_${index}, ${takesArguments ? 1 : 0} }`,
  );
  text += `static const struct main_entry mains[] = { ${[...entries, '{ NULL, 0 }'].join(', ')} };\n`;
  text += `static const uint64_t inits_count = ${inits.length};\nstatic const uint64_t mains_count = ${mains.length};\n`;
  return text;
}

const tableFunctions = ({
  afterInit,
  beforeMain,
}: HeapNotes) => `unsigned init_count(void) __asm__("uniloom.composition.init_count");
unsigned init_count(void)
{
	return (unsigned)inits_count;
}

int init_call(unsigned index) __asm__("uniloom.composition.init_call");
int init_call(unsigned index)
{
${
  afterInit === ''
    ? '\treturn index < inits_count ? inits[index]() : -EIO;\n'
    : `\tint result = index < inits_count ? inits[index]() : -EIO;\n\n${afterInit}\treturn result;\n`
}}

unsigned main_count(void) __asm__("uniloom.composition.main_count");
unsigned main_count(void)
{
	return (unsigned)mains_count;
}

int main_call(unsigned index, int argc, char **argv) __asm__("uniloom.composition.main_call");
int main_call(unsigned index, int argc, char **argv)
{
	if (index >= mains_count)
		return -EIO;
${beforeMain}	if (mains[index].takes_arguments)
		return ((int (*)(int, char **))mains[index].function)(argc, argv);
	return ((int (*)(void))mains[index].function)();
}
`;

const NO_OPTIONS = `int option_set(const char *name, size_t name_size, const char *value, size_t value_size)
	__asm__("uniloom.composition.option_set");
int option_set(const char *name, size_t name_size, const char *value, size_t value_size)
{
	(void)name;
	(void)name_size;
	(void)value;
	(void)value_size;
	return -ENOENT;
}
`;

const C_TYPE = { bool: 'bool ', int: 'long ', hex: 'unsigned long ', string: 'const char *' } as const;

/** Only the code for the types that occur: an image without boot options carries none of it. */
function optionSupport(options: readonly Option[], faulty: readonly FaultyFunction[]): string {
  if (options.length === 0 && faulty.length === 0) return NO_OPTIONS;
  const types = new Set(options.map((option) => option.type));
  if (faulty.length > 0) types.add('int');
  let text = '';
  for (const option of options) {
    const variable = `${option.component}_${option.name}`;
    text += `extern ${C_TYPE[option.type]}${variable} __asm__("${optionLabel(option.component, option.name)}");\n`;
    text += `${C_TYPE[option.type]}${variable} = OPTION_${variable};\n`;
  }
  faulty.forEach(({ label }, index) => {
    text += faultsDeclared(label, `faults_${index}`);
  });
  text +=
    '\nstatic const struct option {\n\tconst char *name;\n\tvoid *at;\n\tlong long least;\n\tlong long most;\n\tchar type;\n} options[] = {\n';
  for (const option of options) {
    const { least, most } = bounds(option);
    const at = `&${option.component}_${option.name}`;
    text += `\t{ "${option.component}.${option.name}", ${at}, ${least}, ${most}, '${option.type.charAt(0)}' },\n`;
  }
  faulty.forEach(({ label }, index) => {
    BOOT_FAULTS.forEach((name, at) => {
      text += `\t{ "${label}.${name}", &faults_${index}[${at}], 0LL, ${FAULT_MOST}LL, 'i' },\n`;
    });
  });
  text += '};\n\n';
  if (types.has('string')) text += SET_STRING;
  if (types.has('bool')) text += SET_BOOL;
  if (types.has('int') || types.has('hex')) text += SET_NUMBER;
  text += OPTION_SET_HEAD;
  if (types.has('string'))
    text += "\t\tif (option->type == 's')\n\t\t\treturn set_string(option, value, value_size);\n";
  if (types.has('bool')) text += "\t\tif (option->type == 'b')\n\t\t\treturn set_bool(option, value, value_size);\n";
  if (types.has('int') || types.has('hex')) text += '\t\treturn set_number(option, value, value_size);\n';
  return `${text}\t}\n\treturn -ENOENT;\n}\n`;
}

function bounds(option: Option): { least: string; most: string } {
  const least = option.least ?? (option.type === 'hex' ? 0 : undefined);
  const most = option.most;
  return {
    least: least === undefined ? 'INT64_MIN' : `${least}LL`,
    most: most === undefined ? 'INT64_MAX' : `${most}LL`,
  };
}

const SET_STRING = `/* Every value that is set is kept: nobody knows who still has the pointer. */
static char pool[${STRING_POOL}];
static size_t pool_used;

static int set_string(const struct option *option, const char *value, size_t size)
{
	if (size >= sizeof pool - pool_used)
		return -EINVAL;
	char *copy = pool + pool_used;

	for (size_t i = 0; i < size; i++)
		copy[i] = value[i];
	pool_used += size + 1;
	*(const char **)option->at = copy;
	return 0;
}

`;

const SET_BOOL = `static int set_bool(const struct option *option, const char *value, size_t size)
{
	if (size != 1 || (*value != 'y' && *value != 'n' && *value != '1' && *value != '0'))
		return -EINVAL;
	*(bool *)option->at = *value == 'y' || *value == '1';
	return 0;
}

`;

const SET_NUMBER = `/* Decimal, or hexadecimal after 0x. */
static int set_number(const struct option *option, const char *value, size_t size)
{
	size_t i = 0;
	bool negative = size > 0 && value[0] == '-';
	unsigned long long number = 0;
	unsigned base = 10;

	if (negative)
		i++;
	if (size - i > 2 && value[i] == '0' && (value[i + 1] == 'x' || value[i + 1] == 'X')) {
		base = 16;
		i += 2;
	}
	if (i == size)
		return -EINVAL;
	for (; i < size; i++) {
		unsigned char c = (unsigned char)value[i];
		unsigned digit = c >= '0' && c <= '9' ? c - 48u : (c | 32u) >= 'a' && (c | 32u) <= 'f' ? (c | 32u) - 'a' + 10u : 99u;

		if (digit >= base || number > ((unsigned long long)INT64_MAX - digit) / base)
			return -EINVAL;
		number = number * base + digit;
	}
	long long result = negative ? -(long long)number : (long long)number;

	if (result < option->least || result > option->most)
		return -EINVAL;
	*(long *)option->at = (long)result;
	return 0;
}

`;

const OPTION_SET_HEAD = `static bool is_named(const struct option *option, const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (option->name[i] != name[i] || name[i] == '\\0')
			return false;
	return option->name[size] == '\\0';
}

int option_set(const char *name, size_t name_size, const char *value, size_t value_size)
	__asm__("uniloom.composition.option_set");
int option_set(const char *name, size_t name_size, const char *value, size_t value_size)
{
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		const struct option *option = &options[i];

		if (!is_named(option, name, name_size))
			continue;
`;

/** The finis, then the counters: a fini's calls are counted as well. Without any, nothing of it is there. */
function finish(from: Plan, { atEnd }: HeapNotes): string {
  const { finis } = from.input.graph;
  let declared = '';
  let calls = '';
  if (finis.length > 0 && from.scripted) {
    declared = SCRIPTED_FINIS;
    calls = '\tfor (uint64_t i = 0; i < finis_count; i++)\n\t\tfinis[i]();\n';
  } else
    finis.forEach((name, index) => {
      declared += `void fini_${index}(void) __asm__("${name}.fini");\n`;
      calls += `\tfini_${index}();\n`;
    });
  return `/* In wires.c: which wires are counted is not this file's business. */
void counters_finish(void) __asm__("uniloom.counters.finish");
${declared}
void finish(void) __asm__("uniloom.composition.finish");
void finish(void)
{
${calls}\tcounters_finish();
${atEnd}}
`;
}

const SCRIPTED_FINIS = `extern any_function *const finis[] __asm__("uniloom.finis");
extern const uint64_t finis_count __asm__("uniloom.finis_count");
`;
