// What the note of a VietQR says, read as strictly as the market reads it (storefront/payments/vietqr.py); else nothing.
const NAPAS = "A000000727";

export function noteOf(text) {
  try {
    return read(text);
  } catch (error) {
    return "";
  }
}

function read(text) {
  must(text.length < 600 && !/[^ -~]/.test(text));
  must(text.slice(-8, -4) === "6304" && crc(text.slice(0, -4)) === text.slice(-4));
  const fields = tiles(text.slice(0, -8));
  must(text.slice(0, 6) === "000201" && fields["53"] === "704" && fields["58"] === "VN");
  must(/^1[12]$/.test(fields["01"]) && /^[1-9]\d{0,12}$/.test(fields["54"] || "1"));
  const account = tiles(fields["38"] || "");
  const whose = tiles(account["01"] || "");
  must(account["00"] === NAPAS && /^QRIBFTT[AC]$/.test(account["02"]));
  must(/^\d{6}$/.test(whose["00"]) && /^[A-Za-z0-9]{1,19}$/.test(whose["01"] || ""));
  const note = tiles(fields["62"] || "")["08"] || "";
  must(/^[A-Za-z0-9 ._-]{0,25}$/.test(note));
  return note;
}

// Tag, length, value, again and again until nothing is left over.
function tiles(text) {
  const fields = {};
  let rest = text;
  while (rest) {
    const head = /^(\d\d)(\d\d)/.exec(rest);
    must(head && !(head[1] in fields));
    const value = rest.slice(4, 4 + Number(head[2]));
    must(value && value.length === Number(head[2]));
    fields[head[1]] = value;
    rest = rest.slice(4 + value.length);
  }
  return fields;
}

// CRC-16/CCITT-FALSE, four upper-case digits.
function crc(text) {
  let sum = 0xffff;
  for (let at = 0; at < text.length; at += 1) {
    sum ^= text.charCodeAt(at) << 8;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xffff;
  }
  return sum.toString(16).toUpperCase().padStart(4, "0");
}

function must(holds) {
  if (!holds) throw new Error("no VietQR");
}
