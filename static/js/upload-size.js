// Refuses files (`data-pictures`) before the upload if together they exceed the request limit of the site.
const LIMIT = 9.5 * 1024 * 1024; // bytes

for (const input of document.querySelectorAll("input[type=file][data-pictures]")) {
  input.addEventListener("change", () => {
    const total = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const tooMuch =
      total > LIMIT && `These files are ${Math.ceil(total / 1024 / 1024)} MB together. The limit is 9 MB.`;
    input.setCustomValidity(tooMuch || "");
    input.reportValidity();
  });
}
