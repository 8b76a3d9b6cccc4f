import type { ReactNode } from 'react';
import ui from './ui.module.css';

/** What a panel shows while it has nothing to show: why, and what would fill it. */
export function Empty(props: { icon: ReactNode; title: string; text?: string; children?: ReactNode }) {
  return (
    <div className={ui.empty}>
      {props.icon}
      <div className={ui.emptyTitle}>{props.title}</div>
      {props.text === undefined ? null : <div className={ui.emptyText}>{props.text}</div>}
      {props.children}
    </div>
  );
}
