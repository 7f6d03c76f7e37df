/** Lower triangle L of a symmetric positive definite matrix, with L L' = a. Throws where it is not positive definite. */
export function cholesky(a: readonly (readonly number[])[]): number[][] {
  const l: number[][] = [];
  a.forEach((line, i) => {
    const row: number[] = [];
    for (let j = 0; j <= i; j += 1) {
      const other = j === i ? row : (l[j] ?? []);
      let sum = line[j] ?? 0;
      for (let k = 0; k < j; k += 1) sum -= (row[k] ?? 0) * (other[k] ?? 0);
      if (j < i) row.push(sum / (other[j] ?? 1));
      else if (sum > 0) row.push(Math.sqrt(sum));
      else throw new Error(`the matrix is not positive definite at ${i}`);
    }
    l.push(row);
  });
  return l;
}

/** x with L L' x = b. */
export function solve(l: readonly (readonly number[])[], b: readonly number[]): number[] {
  const x = [...b];
  l.forEach((row, i) => {
    let sum = x[i] ?? 0;
    for (let k = 0; k < i; k += 1) sum -= (row[k] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (row[i] ?? 1);
  });
  for (let i = l.length - 1; i >= 0; i -= 1) {
    const value = (x[i] ?? 0) / (l[i]?.[i] ?? 1);
    x[i] = value;
    for (let k = 0; k < i; k += 1) x[k] = (x[k] ?? 0) - (l[i]?.[k] ?? 0) * value;
  }
  return x;
}

/** Natural logarithm of the determinant of L L'. */
export function logDeterminant(l: readonly (readonly number[])[]): number {
  return 2 * l.reduce((sum, row, i) => sum + Math.log(row[i] ?? 1), 0);
}
