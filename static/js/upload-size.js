// Says before the upload what would be refused after it: together they may be no more than the site's door lets in.
const MOST = 9.5 * 1024 * 1024; // bytes

for (const input of document.querySelectorAll("input[type=file][data-pictures]")) {
  input.addEventListener("change", () => {
    const total = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const tooMuch =
      total > MOST && `Together these are ${Math.ceil(total / 1024 / 1024)} MB. Send at most 9 MB at once.`;
    input.setCustomValidity(tooMuch || "");
    input.reportValidity();
  });
}
