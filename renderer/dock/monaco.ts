/**
 * Monaco, cut down to what the files panel needs: the editor, the diff, find, folding, hover, and four languages.
 * Imported by CodeView only, which is itself loaded on first use. The root import would add 4.5 MB and a TypeScript
 * worker. JSON has a tokenizer of its own here: Monaco's brings a language service and a second worker of 2 MB.
 */
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeEditor/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/diffEditor/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/gotoLine/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/readOnlyMessage/register';
import 'monaco-editor/features/suggest/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/cpp/register';
import 'monaco-editor/languages/definitions/ini/register';
import 'monaco-editor/languages/definitions/yaml/register';
import * as monaco from 'monaco-editor/editor/editor.api';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import type { ThemeName } from './types.ts';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

monaco.languages.register({ id: 'json', extensions: ['.json'] });
monaco.languages.setLanguageConfiguration('json', {
  brackets: [
    ['{', '}'],
    ['[', ']'],
  ],
  comments: { lineComment: '//', blockComment: ['/*', '*/'] },
});
monaco.languages.setMonarchTokensProvider('json', {
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'type'],
      [/"(?:[^"\\]|\\.)*"?/, 'string'],
      [/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/, 'number'],
      [/\b(?:true|false|null)\b/, 'keyword'],
      [/[{}[\]]/, '@brackets'],
      [/\/\/.*$|\/\*.*?\*\//, 'comment'],
    ],
  },
});

const read = (style: CSSStyleDeclaration, name: string, fallback: string) => {
  const value = style.getPropertyValue(name).trim();
  return /^#[0-9a-f]{6}$/i.test(value) ? value : fallback;
};

/** Defines and sets Monaco's theme from the app's tokens, read where `element` is. */
export function applyTheme(theme: ThemeName, element: Element): void {
  const style = getComputedStyle(element);
  const dark = theme === 'dark';
  const background = read(style, '--panel', dark ? '#151a21' : '#ffffff');
  const line = read(style, '--line', dark ? '#262e39' : '#dde2ea');
  const accent = read(style, '--accent', dark ? '#5b9dff' : '#2f6fe0');
  monaco.editor.defineTheme('uniloom', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [{ token: 'comment', foreground: dark ? '83b070' : '3c7a34' }],
    colors: {
      'editor.background': background,
      'editor.foreground': read(style, '--ink', dark ? '#e6eaf0' : '#1a2029'),
      'editorGutter.background': background,
      'editorLineNumber.foreground': read(style, '--faint', '#8a95a3'),
      'editorLineNumber.dimmedForeground': read(style, '--faint', '#8a95a3'),
      'editorLineNumber.activeForeground': read(style, '--ink', '#8b96a5'),
      'editor.lineHighlightBorder': '#00000000',
      'editor.lineHighlightBackground': read(style, '--panel-2', dark ? '#1b212a' : '#f0f2f6'),
      'editorWidget.background': read(style, '--raised', background),
      'editorWidget.border': line,
      'editorHoverWidget.background': read(style, '--raised', background),
      'editorHoverWidget.border': line,
      'editorIndentGuide.background1': line,
      'diffEditor.border': line,
      focusBorder: accent,
    },
  });
  monaco.editor.setTheme('uniloom');
}

export { monaco };
