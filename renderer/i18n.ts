/** The languages. All text of the app goes through the keys of locales/*.json; English is the fallback. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

type Tree = { readonly [key: string]: string | Tree };

const files = import.meta.glob<Tree>('./locales/*.json', { eager: true, import: 'default' });

/** `zh.json` and `zh.dock.json` are one language. */
function resources(): Record<string, { translation: Tree }> {
  const all: Record<string, { translation: Tree }> = {};
  for (const [path, tree] of Object.entries(files)) {
    const language = /([a-z]+)(\.[a-z]+)?\.json$/.exec(path)?.[1] ?? 'en';
    all[language] = { translation: { ...all[language]?.translation, ...tree } };
  }
  return all;
}

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What "system" means here. */
export const systemLanguage = (): Language => (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');

await i18next.use(initReactI18next).init({
  resources: resources(),
  lng: systemLanguage(),
  fallbackLng: 'en',
  interpolation: { escapeValue: false },
  returnNull: false,
});

export function setLanguage(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  i18next.changeLanguage(language);
}

/** For text outside of components; components use `useTranslation`, which follows a change. */
export const t = (key: string, params: Readonly<Record<string, unknown>> = {}): string => i18next.t(key, params);
