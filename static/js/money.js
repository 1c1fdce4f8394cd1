// Groups đồng by dots while they are typed: 1200000 becomes 1.200.000.
export default function (box) {
  const group = () => {
    const fromEnd = box.value.length - box.selectionEnd;
    box.value = box.value.replace(/\D/g, "").replace(/\B(?=(\d{3})+$)/g, ".");
    const place = Math.max(0, box.value.length - fromEnd);
    if (document.activeElement === box) box.setSelectionRange(place, place);
  };
  box.addEventListener("input", group);
  if (/^[\d.]+$/.test(box.value)) group();
}
