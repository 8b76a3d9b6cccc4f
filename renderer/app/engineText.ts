/**
 * Reasons and titles that the engine gives in English, in the user's language: each form that it uses has a key under
 * `engine.says`, and a text of another form is shown as it is.
 */
import i18next from 'i18next';

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^(?<node>\S+) has a main$/, 'main'],
  [/^(?<node>\S+) is where the image is entered$/, 'entry'],
  [/^(?<from>\S+) needs (?<api>\S+) and is bound to (?<to>\S+)$/, 'bound'],
  [/^(?<from>\S+) needs (?<api>\S+)$/, 'needs'],
  [/^(?<api>\S+) has no default provider, and ports of it have no wire$/, 'noDefault'],
  [/^(?<from>\S+) takes (?<api>\S+) where there is one$/, 'takes'],
  [/^no wire reaches (?<node>\S+) from a component that is linked$/, 'unreached'],
  [/^it gets (?<name>\S+)$/, 'gets'],
  [/^(?<ref>\S+) is there$/, 'there'],
  [/^(?<node>\S+) is added for it$/, 'addedFor'],
  [/^(?<node>\S+) is added for (?<ref>\S+) as well$/, 'addedForToo'],
  [/^the answer to (?<ref>\S+)$/, 'answer'],
  [/^nothing else provides (?<api>\S+) on (?<target>\S+)$/, 'only'],
  [/^with it the fewest components are added$/, 'fewest'],
  [/^nothing is added$/, 'nothing'],
  [/^the smallest that fits (?<target>\S+)$/, 'smallest'],
  [/^with it the image is smallest$/, 'smallestImage'],
  [/^(?<names>\S+(?:, \S+)*) cannot do all that (?<api>\S+) is for$/, 'lesser'],
  [/^the first of (?<number>\d+) that would do$/, 'first'],
  [/^(?<node>\S+) is (?<name>\S+)$/, 'is'],
  [/^Add (?<title>.+) as (?<node>\S+)$/, 'add'],
  [
    /^(?<protocol>tcp|udp) port (?<port>\d+) of the host is taken by another program, and the forward (?<forward>\S+) wants it; 0 takes any free one$/,
    'portTaken',
  ],
  [
    /^(?<protocol>tcp|udp) port (?<port>\d+) of the host is for root alone, and the forward (?<forward>\S+) wants it; 0 takes any free one$/,
    'portRoot',
  ],
  [/^Use (?<ref>\S+) \((?<title>.+)\)$/, 'use'],
  [
    /^(?<protocol>tcp|udp) port (?<port>\d+) of the host cannot be had \((?<code>\S+)\), and the forward (?<forward>\S+) wants it; 0 takes any free one$/,
    'portLost',
  ],
  [/^there is no (?<path>\/.+); `truncate -s 16M FILE` makes one$/, 'noDisk'],
  [/^(?<path>\/.+) is no folder$/, 'noFolder'],
  [/^(?<path>\/.+) is no file$/, 'noFile'],
  [/^(?<path>\/.+) may not be read$/, 'unreadable'],
  [/^(?<path>\/.+) may not be written; add ,readonly to only read it$/, 'unwritable'],
  [/^the file is in use by another machine$/, 'fileLocked'],
  [/^a port of the host is taken$/, 'hostPort'],
  [/^its network cannot be had$/, 'noNetwork'],
  [/^its file or folder cannot be had$/, 'noBacking'],
  [/^its archive does not fit into the machine's memory, (?<memory>\S+); boot --memory gives more$/, 'tooLarge'],
  [/^the image takes no archive of files; add a ramfs and wire its port archive to board\.initrd$/, 'noArchive'],
  [/^it is not (?<form>\[.+)$/, 'badEntry'],
  [/^there is no (?<kind>net|disk|share) device '(?<name>\S+)'; the image has (?<names>(?!no ).+)$/, 'noDevice'],
  [
    /^(?:there is no (?<kind>net|disk|share) device '(?<name>\S+)'; )?the image has no (?:net|disk|share) device$/,
    'noDevices',
  ],
  [/^there is no (?<kind>net|disk|share) device left for it$/, 'noDeviceLeft'],
  [/^'(?<name>\S+)' is named twice$/, 'namedTwice'],
  [/^it leads nowhere: the image has no network device with a user network$/, 'noUserNetworks'],
  [/^a process has no forwarded ports: its network is a socket or a TAP interface \(--net\)$/, 'noForwards'],
  [/^there is no user network '(?<name>\S+)'; the image has (?<names>.+)$/, 'noUserNetwork'],
  [/^the host's port (?<port>\S+) is forwarded twice$/, 'forwardedTwice'],
  [/^there is no (?<path>\/.+)$/, 'missing'],
];

function form(text: string): string | null {
  for (const [pattern, key] of FORMS) {
    const found = pattern.exec(text);
    if (found !== null && i18next.exists(`engine.says.${key}`))
      return i18next.t(`engine.says.${key}`, { ...found.groups });
  }
  return null;
}

/** `text` in the user's language. What follows a colon is a sentence of its own. */
export function engineText(text: string): string {
  const whole = form(text);
  if (whole !== null) return whole;
  const at = text.indexOf(': ');
  const first = at < 0 ? null : form(text.slice(0, at));
  if (first === null) return text;
  const rest = text.slice(at + 2);
  return i18next.t('engine.says.why', { what: first, why: form(rest) ?? rest });
}
