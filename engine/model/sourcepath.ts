/**
 * Paths that a composition may name: relative to its folder and never leaving it. The composition may come from a
 * stranger, so disguises count as well (percent-encoding, full-width characters). What links on disk do is checked
 * again where the file is opened (`documents/paths.ts`).
 */

const DRIVE = /^[A-Za-z]:/;
const MAX_LENGTH = 1024;

/** Why this spelling is refused, or null. */
function refusal(path: string): string | null {
  if (path.includes('\0')) return 'it holds a NUL character';
  if (/[\u0001-\u001f\u007f]/.test(path)) return 'it holds a control character';
  if (path.includes('\\')) return 'it holds a backslash';
  if (path.startsWith('/')) return 'it is absolute';
  if (DRIVE.test(path)) return 'it names a drive';
  if (path.startsWith('~')) return 'it starts with ~';
  const segments = path.split('/');
  if (segments.includes('..')) return "it climbs with '..'";
  if (segments.includes('.') || segments.includes('')) return 'it has an empty segment';
  return null;
}

/** The spellings that some program might read `path` as: itself, normalised, percent-decoded (also twice). */
function spellings(path: string): string[] {
  const found = [path, path.normalize('NFKC')];
  let current = path;
  for (let round = 0; round < 4 && current.includes('%'); round += 1) {
    // Decodes byte by byte, so that a malformed sequence elsewhere hides nothing.
    const next = current.replace(/%([0-9A-Fa-f]{2})/g, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (next === current) break;
    found.push(next);
    current = next;
  }
  // Overlong UTF-8 of '.', '/' and '\', as old decoders accept it.
  if (/%(c0|c1|e0%80|f0%80%80)/i.test(path)) found.push('/');
  return found;
}

/** Why `path` may not be used as a path inside the composition's folder, or null where it may. */
export function pathRefusal(path: string): string | null {
  if (path === '') return 'it is empty';
  if (path.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  for (const spelling of spellings(path)) {
    const reason = refusal(spelling);
    if (reason !== null) return spelling === path ? reason : `${reason} in disguise`;
  }
  return null;
}
