/** What stands behind the device that a component drives: the disk's file, the shared folder, the network. */
import { Checkbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DeviceSpec } from '../../engine/catalog/types.ts';
import { entryOf, type PathEntry, parseNetEntry, parsePathEntry, pathEntryText } from '../../engine/model/backends.ts';
import { setBackend } from '../../engine/model/commands.ts';
import { commit, useDocument } from '../state/document.ts';
import { TextField } from './Field.tsx';
import { Forwards } from './Forwards.tsx';
import { PathField } from './PathField.tsx';
import { Section } from './Section.tsx';

function PathBackend({ name, kind }: { readonly name: string; readonly kind: 'disk' | 'share' }) {
  const { t } = useTranslation();
  const composition = useDocument((state) => state.composition);
  const key = kind === 'disk' ? 'disks' : 'shares';
  const text = entryOf(composition.boot[key], name);
  const entry = text === null ? null : parsePathEntry(text);
  const label = t(kind === 'disk' ? 'device.file' : 'device.folder');
  const put = (change: Partial<PathEntry>) => {
    const next = { name, path: entry?.path ?? '', readOnly: entry?.readOnly ?? false, ...change };
    commit(setBackend(useDocument.getState().composition, key, name, next.path === '' ? null : pathEntryText(next)));
  };
  return (
    <>
      <PathField
        kind={kind === 'disk' ? 'file' : 'folder'}
        label={label}
        value={entry?.path ?? ''}
        testId={`device-${kind}`}
        browseTestId="device-browse"
        onCommit={(path) => put({ path })}
      />
      {entry === null ? (
        <p className="note">{t('device.none', { option: `--${kind} ${name}=…` })}</p>
      ) : (
        // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is its control
        <label className="check-row">
          <Checkbox.Root
            className="checkbox"
            checked={entry.readOnly}
            aria-label={t('device.readOnly')}
            onCheckedChange={(readOnly) => put({ readOnly })}
          >
            <Checkbox.Indicator>
              <Check size={11} aria-hidden />
            </Checkbox.Indicator>
          </Checkbox.Root>
          <span>{t('device.readOnly')}</span>
        </label>
      )}
    </>
  );
}

function NetBackend({ name, device }: { readonly name: string; readonly device: DeviceSpec }) {
  const { t } = useTranslation();
  const composition = useDocument((state) => state.composition);
  const text = entryOf(composition.boot.nets, name);
  const net = text === null ? 'user' : text.replace(/^\w+=/, '');
  return (
    <>
      <div className="field">
        <span>{t('device.network')}</span>
        <TextField
          value={net}
          label={t('device.network')}
          testId="device-net"
          refuse={(next) => (next === '' || parseNetEntry(`${name}=${next}`) !== null ? null : t('device.networkForm'))}
          onCommit={(next) => {
            const entry = next === '' || next === 'user' ? null : `${name}=${next}`;
            commit(setBackend(useDocument.getState().composition, 'nets', name, entry));
          }}
        />
      </div>
      {device.option === undefined ? <Forwards only={name} /> : null}
    </>
  );
}

export function Device({ name, device }: { readonly name: string; readonly device: DeviceSpec }) {
  const { t } = useTranslation();
  const { backend } = device;
  if (backend !== 'disk' && backend !== 'share' && backend !== 'net') return null;
  return (
    <Section title={t('device.title')} aside={t(`device.${backend}`)}>
      {backend === 'net' ? <NetBackend name={name} device={device} /> : <PathBackend name={name} kind={backend} />}
    </Section>
  );
}
