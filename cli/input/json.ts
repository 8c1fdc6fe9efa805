import { CannotJudge } from '../../src/model/index.js';

/** The value in a text; throws CannotJudge with the sentence `otherwise` if the text is not JSON. */
export const jsonIn = (text: string, otherwise: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CannotJudge(otherwise, { cause: error });
  }
};
