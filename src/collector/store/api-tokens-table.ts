/** Tokens of programs that read the exports. The secret part is stored as a hash only. */
import type { Reader, Writer } from './open-store.ts';
import type { ApiTokensTable } from './tables.ts';

export async function insertApiToken(writer: Writer, row: ApiTokensTable): Promise<void> {
  await writer.insertInto('api_tokens').values(row).execute();
}

export function findApiToken(reader: Reader, tokenId: string): Promise<ApiTokensTable | undefined> {
  return reader.selectFrom('api_tokens').selectAll().where('token_id', '=', tokenId).executeTakeFirst();
}
