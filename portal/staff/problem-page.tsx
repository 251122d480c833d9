/** Something went wrong: a sentence that a person can act on, and a way back. */
import { type Frame, Layout } from './layout.tsx';

export interface ProblemPageProps {
  readonly sentence: string;
  readonly detail?: string;
  readonly frame?: Frame;
}

export function ProblemPage({ sentence, detail, frame }: ProblemPageProps) {
  return (
    <Layout title="Not done" path="" {...(frame ? { frame } : {})}>
      <h1>That did not work</h1>
      <p class="note bad">
        {sentence}
        {detail && <span class="under">{detail}</span>}
      </p>
      <p>
        <a href="/">To the sites and kits</a>
      </p>
    </Layout>
  );
}
