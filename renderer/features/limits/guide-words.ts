import { useEffect, useState } from 'react';

/* The guide's page of each check, packed with the window and loaded when one is asked for. */
const pages = import.meta.glob<string>('../../../docs/guide/checks/*.md', { query: '?raw', import: 'default' });

export interface GuideWords {
  readonly title: string;
  /** What it looks at, why, when it refuses … in the guide's words. */
  readonly parts: readonly { readonly name: string; readonly text: string }[];
}

const PART = /^\*\*(.+?)\.\*\* (.+)$/;

/** A page's title and its parts. */
export function parsePage(page: string): GuideWords {
  const lines = page.split('\n');
  const paragraphs = page.split(/\n\s*\n/).map((paragraph) => paragraph.replaceAll('\n', ' ').trim());
  return {
    title: lines[0]?.replace(/^# /, '') ?? '',
    parts: paragraphs.flatMap((paragraph) => {
      const match = PART.exec(paragraph);
      return match === null ? [] : [{ name: match[1] ?? '', text: (match[2] ?? '').replaceAll('`', '') }];
    }),
  };
}

/** The guide's words on a check; undefined until they are there. */
export function useGuideWords(checkId: string | undefined): GuideWords | undefined {
  const [words, setWords] = useState<{ readonly of: string; readonly found: GuideWords }>();
  useEffect(() => {
    const load = checkId === undefined ? undefined : pages[`../../../docs/guide/checks/${checkId}.md`];
    if (checkId === undefined || load === undefined) return;
    let isOver = false;
    void load().then((page) => {
      if (!isOver) setWords({ of: checkId, found: parsePage(page) });
    });
    return () => {
      isOver = true;
    };
  }, [checkId]);
  return words?.of === checkId ? words?.found : undefined;
}
