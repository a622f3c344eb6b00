/** The parameters of an answer, out of their encryption where one was asked for (OpenID4VP 1.0, sections 8.2 and 8.3). */
import { BridgeError } from '../../kernel/errors.ts';
import { isObject, type Json, parseJson } from '../../kernel/json.ts';
import type { ExchangeDeps, RequestContent } from '../exchange-ports.ts';

/** Parameters of the form that a wallet answers with. */
export type ResponseForm = Record<string, string>;

export type ResponseParameters = { token?: Json; state?: string; error?: string };

/**
 * @throws BridgeError `request-invalid` for what was not encrypted though it was asked to be, or the other way round, and for
 *   what cannot be read
 */
export async function openResponse(
  { responseKeys }: Pick<ExchangeDeps, 'responseKeys'>,
  id: string,
  { encryption }: RequestContent,
  form: ResponseForm,
): Promise<ResponseParameters> {
  const { response, vp_token: token, state, error } = form;
  if (response === undefined) {
    if (encryption !== undefined && token !== undefined)
      throw invalid('/vp_token', 'The answer was to be encrypted, and is not.');
    return present({ token, state, error });
  }
  if (encryption === undefined) throw invalid('/response', 'No encrypted answer was asked for.');
  if (token !== undefined) throw invalid('/vp_token', 'The answer is there twice: encrypted, and not.');
  const { value } = parseJson(await responseKeys.open(encryption, id, response));
  if (!isObject(value)) throw invalid('/response', 'What was encrypted is no object.');
  const text = (name: string) => {
    const member = value[name];
    return typeof member === 'string' ? member : undefined;
  };
  return present({ token: value['vp_token'], state: text('state') ?? state, error: text('error') });
}

function present(
  given: { [K in keyof ResponseParameters]: ResponseParameters[K] | undefined },
): ResponseParameters {
  const { token, state, error } = given;
  return {
    ...(token === undefined ? {} : { token }),
    ...(state === undefined ? {} : { state }),
    ...(error === undefined ? {} : { error }),
  };
}

const invalid = (pointer: string, message: string) =>
  new BridgeError('request-invalid', message, { pointer });
