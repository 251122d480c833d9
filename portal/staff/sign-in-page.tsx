/** Sign in. The same words whether the account exists or not. */
import { Layout } from './layout.tsx';

export type SignInProblem = 'wrong' | 'locked_out' | 'expired';

const sentences: Readonly<Record<SignInProblem, string>> = {
  wrong:
    'Address and password do not match. After five wrong tries the account is closed for a quarter of an hour.',
  locked_out: 'Too many wrong tries. Wait a quarter of an hour, then try again.',
  expired: 'This page was open too long. Please sign in again.',
};

export interface SignInPageProps {
  readonly csrf: string;
  readonly problem?: SignInProblem;
  readonly email?: string;
}

export function SignInPage({ csrf, problem, email }: SignInPageProps) {
  return (
    <Layout title="Sign in" path="/sign-in">
      <div class="panel sign-in">
        <h1>Sign in</h1>
        {problem && (
          <p class="note bad" role="alert" id="problem">
            {sentences[problem]}
          </p>
        )}
        <form method="post" action="/sign-in" {...(problem ? { 'aria-describedby': 'problem' } : {})}>
          <input type="hidden" name="csrf" value={csrf} />
          <p>
            <label for="email">E-mail address</label>
            <input id="email" name="email" type="email" autocomplete="username" required value={email} />
          </p>
          <p>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required />
          </p>
          <button type="submit">Sign in</button>
        </form>
      </div>
      <p class="soft small sign-in">
        For staff of the displacement tracking team. An administrator makes accounts on the server.
      </p>
    </Layout>
  );
}
