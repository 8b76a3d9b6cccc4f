import { Copy, FileCode2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Microlib } from '../../engine/catalog/types.ts';
import { nameRefusal, renameComponent, setLabel } from '../../engine/model/commands.ts';
import { diagnosticText } from '../app/diagnosticText.ts';
import { useCatalog } from '../state/catalog.ts';
import { useChecks } from '../state/checks.ts';
import { commit, useDocument } from '../state/document.ts';
import { categoryColour } from '../state/ports.ts';
import { adopt, attempt } from '../state/session.ts';
import { select, setUi } from '../state/ui.ts';
import { Costs } from './Costs.tsx';
import { Device } from './Device.tsx';
import { TextField } from './Field.tsx';
import { Options } from './Options.tsx';
import { Section } from './Section.tsx';
import { Wires } from './Wires.tsx';

function Sources({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const own = useDocument((state) => state.composition.components[name]?.sources);
  const readOnly = useDocument((state) => state.info?.readOnly ?? null);
  const microlib = useDocument((state) => state.composition.components[name]?.microlib ?? '');
  const found = useCatalog((state) => state.catalog.microlibs[microlib]);
  if (found === undefined) return null;
  const files =
    own ??
    found.sources
      .filter(({ archive }) => archive !== true)
      .map(({ path }) => `${found.sourceDir ?? found.dir}/${path}`);
  const open = (file: string) => setUi({ dock: 'files', dockFolded: false, openRequest: { file } });
  return (
    <Section
      title={t('inspector.sources')}
      aside={own === undefined ? t('inspector.fromMicrolib') : t('inspector.own')}
    >
      {files.slice(0, 8).map((file) => (
        <button type="button" key={file} className="file-row" onClick={() => open(file)}>
          <FileCode2 size={13} aria-hidden />
          {file.split('/').at(-1)}
        </button>
      ))}
      {own === undefined ? (
        <button
          type="button"
          className="wide-button"
          data-testid="edit-copy"
          disabled={readOnly !== null}
          title={readOnly ?? t('inspector.editCopyHint')}
          onClick={() => void attempt(() => adopt(name))}
        >
          <Copy size={13} aria-hidden />
          {t('inspector.editCopy')}
        </button>
      ) : null}
    </Section>
  );
}

/** Its own, and that of the sources that it is built from: `MIT · lwip 2.1.3: BSD-3-Clause`. */
const licencesOf = ({ licence, thirdParty }: Microlib): string =>
  thirdParty === undefined ? licence : `${licence} · ${thirdParty.name} ${thirdParty.version}: ${thirdParty.licence}`;

/** One component: what it is, its cost, options, wires and sources. */
export function ComponentPanel({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const component = useDocument((state) => state.composition.components[name]);
  const microlib = useCatalog((state) => state.catalog.microlibs[component?.microlib ?? '']);
  const diagnostics = useChecks((state) => state.diagnostics);
  if (component === undefined) return null;
  const mine = diagnostics.filter(({ at }) => at.component === name && at.option === undefined);
  return (
    <>
      <div className="what">
        <p className="kicker">{t('inspector.component')}</p>
        <h2>
          <i style={{ background: categoryColour(microlib?.category ?? 'other') }} />
          {component.label ?? name}
        </h2>
        <p className="sub">
          {microlib === undefined
            ? t('inspector.unknown', { name: component.microlib })
            : [`${microlib.title} ${microlib.version}`, licencesOf(microlib)].join(' · ')}
        </p>
        {microlib === undefined ? null : <p className="summary">{microlib.summary}</p>}
        {microlib?.choose === undefined ? null : <p className="note">{microlib.choose}</p>}
      </div>
      {mine.map((found) => (
        <button
          type="button"
          key={`${found.code}${found.at.port ?? ''}${found.message}`}
          className={`finding ${found.severity}`}
          onClick={() =>
            found.at.port === undefined
              ? setUi({ dock: 'problems', dockFolded: false })
              : setUi({ port: { node: name, port: found.at.port, side: 'requires' } })
          }
        >
          <code>{found.code}</code> {diagnosticText(found)}
        </button>
      ))}
      {microlib === undefined ? null : <Options component={name} />}
      {microlib?.device === undefined ? null : <Device name={name} device={microlib.device} />}
      <Costs name={name} />
      <Wires node={name} />
      <Sources name={name} />
      <Section title={t('inspector.naming')}>
        <div className="field">
          <span>{t('inspector.name')}</span>
          <TextField
            value={name}
            label={t('inspector.name')}
            onCommit={(next) => {
              if (commit(renameComponent(useDocument.getState().composition, name, next))) select([next]);
            }}
            refuse={(next) => {
              const refusal = nameRefusal(useDocument.getState().composition, next);
              return refusal === null ? null : t(`name.${refusal}`);
            }}
          />
        </div>
        <div className="field">
          <span>{t('inspector.shownAs')}</span>
          <TextField
            value={component.label ?? ''}
            label={t('inspector.shownAs')}
            placeholder={name}
            mono={false}
            onCommit={(next) => commit(setLabel(useDocument.getState().composition, name, next))}
          />
        </div>
      </Section>
    </>
  );
}
