import i18next from 'i18next';
import type { Diagnostic } from '../../engine/check/types.ts';
import { problemMessage } from '../dock/problems.ts';
import { engineText } from './engineText.ts';

/** `found` with its reason, which the engine gives in English, in the user's language. */
function translated(found: Diagnostic): Diagnostic {
  const reason = found.params?.['reason'];
  return typeof reason === 'string' ? { ...found, params: { ...found.params, reason: engineText(reason) } } : found;
}

/** A finding's message in the user's language. */
export const diagnosticText = (found: Diagnostic): string =>
  problemMessage(translated(found), {
    exists: (key) => i18next.exists(key),
    t: (key, options) => String(i18next.t(key, options)),
  });
