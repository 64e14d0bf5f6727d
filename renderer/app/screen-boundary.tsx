import { Button } from '@mantine/core';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { messageOf } from '../../shared/model/result';
import { Trouble } from '../ui/trouble';
import { reportScreenError } from './report-error';

interface Props {
  /** What broke, as the operator knows it: `The Desk screen`. */
  readonly name: string;
  /** Draws nothing when broken: for small pieces beside what must stay readable. */
  readonly quiet?: boolean;
  readonly children: ReactNode;
}

/** Keeps a broken screen from taking the rest of the window with it, says so, and offers to draw it again. */
export class ScreenBoundary extends Component<Props, { readonly broken: string | null }> {
  override state: { readonly broken: string | null } = { broken: null };

  static getDerivedStateFromError(thrown: unknown) {
    return { broken: messageOf(thrown) };
  }

  override componentDidCatch(thrown: unknown, _info: ErrorInfo): void {
    reportScreenError(thrown);
  }

  override render(): ReactNode {
    const { broken } = this.state;
    if (broken === null) return this.props.children;
    if (this.props.quiet) return null;
    return (
      <Trouble
        title={`${this.props.name} could not be drawn`}
        detail={broken}
        action={<Button onClick={() => this.setState({ broken: null })}>Draw it again</Button>}
      >
        Trading, limits and the halt do not depend on this screen: they go on as before. The other screens and the halt
        button still work. The error has been written to Holdfast&rsquo;s log.
      </Trouble>
    );
  }
}
