import QtQuick
import Hearthboard

Window {
    id: window

    required property AppModel app
    readonly property bool running: app.phase === AppModel.Running

    // What the window shows, for a list of windows and whoever cannot see it.
    readonly property string place: {
        if (running)
            return app.home.signIn.open ? qsTr("Sign in") : app.pageTitle;
        if (app.phase === AppModel.FirstStart)
            return [qsTr("Connect to your home"), qsTr("Without encryption?"), qsTr("Where to sign in")][app.setup.step];
        return "";
    }

    color: Theme.background
    title: place === "" ? "Hearthboard" : place + " – Hearthboard"
    minimumWidth: 320
    minimumHeight: 320

    ShortcutKeys {
        app: window.app
        window: window
    }
    Binding {
        target: Theme
        property: "window"
        value: Qt.size(window.width, window.height)
    }
    Binding {
        target: Theme
        property: "dark"
        value: window.app.dark
    }
    Binding {
        target: Theme
        property: "touch"
        value: window.app.kiosk
    }
    Binding {
        target: Theme
        property: "textScale"
        value: window.app.textScale
    }
    Binding {
        target: Theme
        property: "millimetre"
        value: window.app.millimetre
    }
    Loader {
        anchors.fill: parent
        focus: active
        active: window.running
        sourceComponent: Stage {
            app: window.app
        }
    }
    Loader {
        anchors.fill: parent
        active: window.app.phase === AppModel.Starting || window.app.phase === AppModel.Failed
        sourceComponent: StartPage {
            app: window.app
        }
    }
    Loader {
        width: parent.width
        height: keyboard.y
        focus: active
        active: window.app.phase === AppModel.FirstStart
        sourceComponent: SetupPage {
            setup: window.app.setup
        }
    }
    Loader {
        id: keyboard
        // What is typed in is all on the first page.
        readonly property int panelWidth: window.app.onScreenKeyboard && window.app.phase === AppModel.FirstStart ? window.width : 0
        property int madeFor: 0

        // Qt's keyboard lays its keys out for the width that it is made with, and for no other.
        function make() {
            if (panelWidth === madeFor)
                return;
            madeFor = panelWidth;
            if (panelWidth > 0)
                setSource("Keyboard.qml", { width: panelWidth });
            else
                source = "";
        }
        onPanelWidthChanged: make()
        Component.onCompleted: make()
        y: parent.height - height
    }
}
