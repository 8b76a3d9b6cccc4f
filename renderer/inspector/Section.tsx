import type { ReactNode } from 'react';

/** A titled part of the inspector. */
export function Section(props: { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className="part">
      <h3>
        {props.title}
        {props.aside === undefined ? null : <span>{props.aside}</span>}
      </h3>
      {props.children}
    </section>
  );
}
