import QtQuick
import Hearthboard

// The keys of the whole program; the list under F1 is KeysDialog's.
Item {
    id: root

    required property AppModel app
    required property Window window
    readonly property bool running: app.phase === AppModel.Running

    Shortcut {
        sequence: "Ctrl+Q"
        context: Qt.ApplicationShortcut
        onActivated: Qt.exit(0)
    }
    Shortcut {
        sequence: "F11"
        onActivated: root.window.visibility = root.window.visibility === Window.FullScreen ? Window.Windowed : Window.FullScreen
    }
    Shortcut {
        sequence: "F1"
        enabled: root.running
        onActivated: root.app.keysShown = !root.app.keysShown
    }
    Shortcut {
        sequence: "Ctrl+E"
        enabled: root.running && root.app.exports && root.app.home.exporting.offered
        onActivated: root.app.show_export()
    }
    Repeater {
        model: root.app.pageCount
        delegate: Item {
            id: page

            required property int index

            Shortcut {
                sequence: "Ctrl+" + (page.index + 1)
                enabled: root.running
                onActivated: root.app.page = page.index
            }
        }
    }
}
