/** A choice of a filter: a label and what can be chosen. Sent by GET, so that every view has an address of its own. */

export interface Option {
  readonly value: string;
  readonly label: string;
}

export interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly selected: string;
}

export function Choice({ name, label, options, selected }: ChoiceProps) {
  return (
    <div>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === selected}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
