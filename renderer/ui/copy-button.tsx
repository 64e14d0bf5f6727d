import { Button } from '@mantine/core';
import { useState } from 'react';

interface Props {
  readonly text: string;
  readonly name: string;
}

/** Copies a text, and says whether that worked. */
export function CopyButton({ text, name }: Props) {
  const [said, setSaid] = useState('Copy');
  const copy = async () => {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setSaid(done ? 'Copied' : 'Select it and press Ctrl+C');
    setTimeout(() => setSaid('Copy'), 3_000);
  };
  return (
    <Button size="compact-sm" variant="default" aria-label={`${said} ${name}`} onClick={() => void copy()}>
      {said}
    </Button>
  );
}
