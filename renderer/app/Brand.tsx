/** The mark and the name. */
export function Brand() {
  return (
    <span className="brand">
      <svg width="18" height="18" viewBox="0 0 32 32" aria-hidden="true">
        <path d="M16 3 29 16 16 29 3 16Z" fill="none" stroke="var(--accent)" strokeWidth="3" strokeLinejoin="round" />
        <path d="M16 10 22 16 16 22 10 16Z" fill="var(--ok)" />
      </svg>
      Uniloom
    </span>
  );
}
