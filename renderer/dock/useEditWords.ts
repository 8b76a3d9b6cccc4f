import { useTranslation } from 'react-i18next';
import type { Edit } from '../../engine/model/edits.ts';
import { editSteps } from './editSteps.ts';

/** Says what edits do: the engine's title, which is English; in other languages the edits say it themselves. */
export function useEditWords(): (title: string, edits: readonly Edit[]) => string {
  const { t, i18n } = useTranslation();
  return (title, edits) => {
    const steps = i18n.resolvedLanguage === 'en' ? [] : editSteps(edits);
    if (steps.length === 0) return title;
    return steps
      .map(({ key, params }) => t(`dock.problems.steps.${key}`, { ...params, interpolation: { escapeValue: false } }))
      .join(t('dock.problems.steps.separator'));
  };
}
