import { TextInput } from '@mantine/core';
import { OPERATOR_NAME_MAX } from '#shared/contract/bounds';
import { setOperator, useRunbook } from './runbook-store';

/** Whose name goes on record with every acknowledgement and tick. */
export function OperatorName() {
  const { operator } = useRunbook();
  return (
    <TextInput
      label="Your name"
      description="Goes on record with what you acknowledge and tick."
      maxLength={OPERATOR_NAME_MAX}
      value={operator}
      onChange={(event) => setOperator(event.currentTarget.value)}
    />
  );
}
