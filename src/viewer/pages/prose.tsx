import type { ReactElement } from 'react';

interface ProseProps {
  text: string;
  className?: string;
}

const address = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

/** A creator's plain text: paragraphs and line breaks kept, web addresses made into links. */
export function Prose({ text, className = '' }: ProseProps): ReactElement {
  return <div className={`prose ${className}`}>{text.split(/\n{2,}/).map(paragraph)}</div>;
}

function paragraph(text: string, index: number): ReactElement {
  return <p key={index}>{linked(text)}</p>;
}

function linked(text: string): (string | ReactElement)[] {
  const parts: (string | ReactElement)[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    parts.push(text.slice(from, match.index));
    parts.push(
      <a key={match.index} href={match[0]} rel="nofollow ugc noopener">
        {match[0]}
      </a>,
    );
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}
