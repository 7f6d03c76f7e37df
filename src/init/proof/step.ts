import type { LoadedConfig } from "../../config/read/types.ts";
import { ownLookup } from "../../doctor/own.ts";
import { readCatalog } from "../../fit/catalog.ts";
import { installedPackage } from "../../openclaw/detect.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import { isThisMachine } from "../../openclaw/locality.ts";
import { useAscii } from "../../ui/symbols.ts";
import { stdoutStyle } from "../../ui/terminal.ts";
import type { Session } from "../session.ts";
import type { InitChoices } from "../types.ts";
import { proofCard, proofJson } from "./card.ts";
import { testDrive } from "./drive.ts";
import { estimateProof, knownSpeed, type ProofEstimate, predictSpeed } from "./estimate.ts";

type Chosen = Pick<InitChoices, "providerId" | "modelId" | "writtenId" | "baseUrl">;

/**
 * How long the test drive of the chosen model will take, for the offer and for the line before it starts: by what bench
 * measured, else by the catalog's prediction for this hardware, where there is one.
 */
export async function estimateFor(session: Session, chosen: Chosen): Promise<ProofEstimate> {
  const { outside, hardware, deadline } = session;
  const { fs, env, host } = outside;
  const installed = installedPackage(fs, env, host.platform);
  const predicted = async () =>
    isThisMachine(chosen.baseUrl)
      ? predictSpeed({ id: chosen.modelId, quantization: null }, await hardware(), readCatalog(fs))
      : null;
  const { baseUrl, modelId: id } = chosen;
  const measured = knownSpeed((await ownLookup(hardware, outside)).find({ baseUrl, id }));
  return estimateProof(measured ?? (await predicted()), {
    turnTokens: installed === null ? null : turnNeeds(installed.version).firstTurnPrompt,
    leftMs: deadline?.left() ?? null,
  });
}

/**
 * The last step of `init --test`: says how long it will take, tries the model through the config, shows the card and puts
 * the result into the document. False: it failed. Throws InterruptedError on Ctrl-C.
 */
export async function proveSetup(
  session: Session,
  config: LoadedConfig,
  chosen: Chosen,
  { limitMs, text }: ProofEstimate,
): Promise<boolean> {
  const { o, outside, document, hardware, say } = session;
  if (!o.json && !o.quiet) outside.stderr(`test drive: ${text}\n`);
  const { providerId, modelId, writtenId } = chosen;
  const proof = await testDrive({ config, providerId, modelId, writtenId, limitMs, o, outside, hardware });
  document.test = proofJson(proof, outside.host.cwd);
  const style = await stdoutStyle(o, outside);
  const look = { style, width: outside.width, ascii: useAscii(outside.env, outside.host.platform) };
  await say("");
  for (const line of proofCard(proof, look)) await say(line);
  return proof.ok;
}
