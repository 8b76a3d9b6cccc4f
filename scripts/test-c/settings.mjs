/** What a test says of itself in comments at its top; see scripts/test-c/README.md. */

const LINE = /^\s*\/\*\s*(config|define|with|sources):\s*(.*?)\s*\*\/\s*$/;

/**
 * @typedef {{ config: Map<string, string>, define: string[], with: string[], sources: string[] | null }} Settings
 * @param {string} text the test's source
 * @returns {Settings}
 */
export function readSettings(text) {
  /** @type {Settings} */
  const settings = { config: new Map(), define: [], with: [], sources: null };
  for (const line of text.split('\n')) {
    const [, key, value = ''] = LINE.exec(line) ?? [];
    if (key === undefined) continue;
    if (key === 'config') {
      const at = value.indexOf('=');
      if (at < 0) throw new Error(`config: wanted NAME=VALUE, not '${value}'`);
      settings.config.set(value.slice(0, at), value.slice(at + 1));
    } else if (key === 'sources') {
      settings.sources = [...(settings.sources ?? []), ...value.split(/\s+/)];
    } else if (key === 'define' || key === 'with') {
      settings[key].push(...value.split(/\s+/));
    }
  }
  return settings;
}
