// Says before the upload what would be refused after it: together they may be no more than the site's door lets in.
const MOST = 9.5 * 1024 * 1024; // bytes

for (const input of document.querySelectorAll("input[type=file][data-pictures]")) {
  input.addEventListener("change", () => {
    const total = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const tooMuch = total > MOST && `These files are ${Math.ceil(total / 1024 / 1024)} MB together. The limit is 9 MB.`;
    input.setCustomValidity(tooMuch || "");
    input.reportValidity();
  });
}
