/**
 * The port header of a microlib under test. Ports are ordinary functions here, without assembler labels: what the
 * microlib requires, the test defines; what it provides, the test calls.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * @typedef {import('./catalog.mjs').Microlib} Microlib
 * @typedef {import('./catalog.mjs').Api} Api
 * @typedef {ReadonlyMap<string, Api>} Apis
 */

/**
 * `void *malloc(size_t size)` → its parts. Return types are never function pointers, so the first name before a `(` is it.
 * @param {string} proto
 */
function split(proto) {
  const [, type = '', name, params = ''] = /^(.*?)([A-Za-z_]\w*)\s*\((.*)\)\s*$/s.exec(proto) ?? [];
  if (name === undefined) throw new Error(`not a prototype: ${proto}`);
  return { type, name, params };
}

/**
 * @param {import('./catalog.mjs').ApiFunction} fn
 * @param {string} prefix
 * @param {boolean} many
 */
function prototype(fn, prefix, many) {
  const { type, name, params } = split(fn.proto);
  const attributes = (fn.attributes ?? []).map((attribute) => `__attribute__((${attribute})) `).join('');
  // As the engine has it (indexOf, engine/emit/c.ts).
  const index = /\bat\s*(,|$)/.test(params) ? 'which' : 'at';
  const all = many ? `size_t ${index}${params.trim() === 'void' ? '' : `, ${params}`}` : params;
  return `${attributes}${type}${prefix}${name}(${all});`;
}

/**
 * @param {Api} api
 * @param {string} port
 */
function inlineOf(api, port) {
  if (api.inline === undefined) return [];
  return [readFileSync(join(api.dir, api.inline), 'utf8').replaceAll('PORT_', `${port}_`)];
}

/**
 * @param {Apis} apis
 * @param {string} name
 */
function known(apis, name) {
  const api = apis.get(name);
  if (api === undefined) throw new Error(`there is no API ${name}`);
  return api;
}

/**
 * Prototypes of `init`, `main` and `fini`; the sources are compiled with the names replaced.
 * @param {Microlib} microlib
 * @param {string} prefix
 */
function entries(microlib, prefix) {
  const lines = [];
  if (microlib.init) lines.push(`int ${prefix}_init(void);`);
  if (microlib.fini) lines.push(`void ${prefix}_fini(void);`);
  if (microlib.main === 'plain') lines.push(`int ${prefix}_main(void);`);
  if (microlib.main === 'args') lines.push(`int ${prefix}_main(int argc, char **argv);`);
  return lines;
}

/**
 * Declarations of what `microlib` provides, global APIs as `ul_NAME`.
 * @param {Microlib} microlib
 * @param {Apis} apis
 */
function provided(microlib, apis) {
  return microlib.provides.flatMap(({ port, api: apiName }) => {
    const api = known(apis, apiName);
    const prefix = api.linkage === 'global' ? 'ul_' : `${port}_`;
    return api.functions.map((fn) => prototype(fn, prefix, false));
  });
}

/**
 * @param {Microlib} microlib
 * @param {Apis} apis
 */
function typesOf(microlib, apis) {
  const names = new Set([...microlib.provides, ...microlib.requires].map((port) => port.api));
  const includes = [...names].flatMap((name) => {
    const { types } = known(apis, name);
    return types === undefined ? [] : [`#include "${basename(types)}"`];
  });
  // The C library's own is the same type, and may be there as well.
  const sized = [...names].some((name) => known(apis, name).functions.some((fn) => /\bssize_t\b/.test(fn.proto)));
  return sized ? [...includes, 'typedef long ssize_t;'] : includes;
}

const STANDARD = ['stdarg', 'stdbool', 'stddef', 'stdint'].map((name) => `#include <${name}.h>`);

/**
 * @param {Microlib} microlib
 * @param {Apis} apis
 * @param {string} entryPrefix `init` is called this and `_init`
 */
export function portsHeader(microlib, apis, entryPrefix) {
  const lines = ['#ifndef UNILOOM_TEST_PORTS_H', '#define UNILOOM_TEST_PORTS_H', ...STANDARD];
  // C17 without POSIX has no `ssize_t`; a second equal typedef is no error.
  lines.push('typedef long ssize_t;');
  lines.push('#include <uniloom/errno.h>', '#include "config.h"', `#define COMPONENT_NAME "${entryPrefix}"`);
  lines.push(...typesOf(microlib, apis));
  const requires = new Map(microlib.requires.map((port) => [port.api, port]));
  for (const api of apis.values()) {
    if (api.header === undefined || (!api.implicit && !requires.has(api.name))) continue;
    lines.push(`#include "${basename(api.header)}"`);
  }
  for (const port of microlib.requires) {
    const api = known(apis, port.api);
    if (api.linkage === 'global') continue;
    const many = port.count === 'many';
    if (port.count === 'optional' || port.if !== undefined) {
      const wired = `${port.port.toUpperCase()}_WIRED`;
      lines.push(`#ifndef ${wired}`, `#define ${wired} 1`, '#endif');
    }
    if (many) lines.push(`size_t ${port.port}_count(void);`);
    lines.push(...api.functions.map((fn) => prototype(fn, `${port.port}_`, many)));
    if (!many) lines.push(...inlineOf(api, port.port));
  }
  for (const port of microlib.provides) {
    if (!port.used) continue;
    const used = `${port.port.toUpperCase()}_USED`;
    lines.push(`#ifndef ${used}`, `#define ${used} 1`, '#endif');
  }
  lines.push(...provided(microlib, apis), ...entries(microlib, entryPrefix), '#endif');
  return `${lines.join('\n')}\n`;
}

/**
 * What a test sees of a second microlib that it is linked with: only what that one provides.
 * @param {Microlib} microlib
 * @param {Apis} apis
 */
export function providedHeader(microlib, apis) {
  const guard = `UNILOOM_TEST_${microlib.name.toUpperCase()}_H`;
  const lines = [`#ifndef ${guard}`, `#define ${guard}`, ...STANDARD, ...typesOf(microlib, apis)];
  lines.push(...provided(microlib, apis), ...entries(microlib, microlib.name), '#endif');
  return `${lines.join('\n')}\n`;
}

/**
 * Force-included into the sources: gives way to the test's own `main` and to the C library's plain names.
 * @param {Microlib} microlib
 * @param {Apis} apis
 * @param {string} entryPrefix
 */
export function renames(microlib, apis, entryPrefix) {
  const lines = [`#define init ${entryPrefix}_init`, `#define main ${entryPrefix}_main`];
  if (microlib.fini) lines.push(`#define fini ${entryPrefix}_fini`);
  for (const { api: apiName } of microlib.provides) {
    const api = known(apis, apiName);
    if (api.linkage !== 'global') continue;
    for (const fn of api.functions) {
      const { name } = split(fn.proto);
      lines.push(`#define ${name} ul_${name}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
