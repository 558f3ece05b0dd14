// Part of the preview only: waits until something newer is shown, and loads the page again.
const version = document.currentScript.dataset.version

async function wait() {
  try {
    const answer = await fetch(`/.commons/wait?${version}`)
    if (answer.status === 200) location.reload()
    else wait()
  } catch {
    setTimeout(wait, 500)
  }
}

wait()
