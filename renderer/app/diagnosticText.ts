import i18next from 'i18next';
import type { Diagnostic } from '../../engine/check/types.ts';
import { problemMessage } from '../dock/problems.ts';

/** A finding's message in the user's language. */
export const diagnosticText = (found: Diagnostic): string =>
  problemMessage(found, {
    exists: (key) => i18next.exists(key),
    t: (key, options) => String(i18next.t(key, options)),
  });
