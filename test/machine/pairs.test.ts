import { expect, test } from "vitest";
import { expectReadable } from "../support/readable.ts";
import { HOST_ROWS } from "./host-rows.ts";

test.each(HOST_ROWS)("$id: one finding, and none once the machine is mended", async (row) => {
  const machine = await row.faulty();
  try {
    const { findings, code } = await machine.doctor(...(row.args ?? []));
    expect(findings.map((f) => `${f.severity} ${f.checkId}`)).toEqual([`${row.severity} ${row.id}`]);
    for (const finding of findings) expectReadable(finding);
    expect(code).toBe(row.severity === "error" ? 1 : 0);
    row.mend(machine);
    expect(await machine.ids(...(row.args ?? []))).toEqual([]);
    // nor does an inference show anything
    expect(await machine.ids("--deep", ...(row.args ?? []))).toEqual([]);
  } finally {
    row.end?.(machine);
  }
});
