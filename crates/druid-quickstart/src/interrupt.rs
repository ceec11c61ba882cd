//! Ctrl-C: the first one ends the work in good order, the second one at once.

use tokio::sync::watch;

/// Whether the user pressed Ctrl-C; all clones know it.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt {
    pressed: watch::Receiver<bool>,
}

impl Interrupt {
    /// Listens from here on, in a task of its own.
    pub(crate) fn listen() -> Self {
        let (sender, pressed) = watch::channel(false);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                sender.send_replace(true);
                if tokio::signal::ctrl_c().await.is_ok() {
                    std::process::exit(130);
                }
            }
            // Nobody can be asked any more; dropping the sender would look like an answer.
            std::future::pending::<()>().await;
        });
        Self { pressed }
    }

    /// Returns once Ctrl-C was pressed, also when that was before.
    pub(crate) async fn pressed(&self) {
        let mut pressed = self.pressed.clone();
        if pressed.wait_for(|pressed| *pressed).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
