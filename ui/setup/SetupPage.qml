import QtQuick
import Hearthboard

// The first start: look around in the demo home, or connect to one's own.
FocusScope {
    id: root

    required property SetupModel setup
    // A question has the window for itself; on a small one, so has what an address came to.
    readonly property bool tight: Math.min(width, height) < 60 * Theme.unit
    readonly property bool asking: setup.step !== SetupModel.Address || (tight && setup.sentence !== "")
    readonly property bool stacked: Theme.portrait
    readonly property int half: Math.min(62 * Theme.unit, stacked || asking ? width - 2 * Theme.gap : Math.floor((width - 3 * Theme.gap) / 2))
    readonly property int room: height - welcome.height - 8 * Theme.unit
    readonly property int tall: Math.min((tight ? 60 : 44) * Theme.unit, stacked && !asking ? Math.floor((room - Theme.gap) / 2) : room)
    readonly property int all: stacked && !asking ? 2 * tall + Theme.gap : tall

    focus: true
    Keys.onEscapePressed: setup.back()

    Label {
        id: welcome
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round((root.height - height - 3 * Theme.unit - root.all) / 2)
        text: "Welcome to Hearthboard"
        font.pixelSize: Math.round(Theme.fontTitle * 1.5)
        font.weight: Font.DemiBold
    }
    Card {
        id: own
        x: root.stacked || root.asking ? Math.round((root.width - width) / 2) : Math.round(root.width / 2) - root.half - Math.round(Theme.gap / 2)
        y: welcome.y + welcome.height + 3 * Theme.unit
        width: root.half
        height: root.tall
        title: "Connect to your home"
        glyph: Glyph.Plug
        accent: Theme.price

        Loader {
            x: own.inset
            y: own.bodyTop
            width: own.width - 2 * own.inset
            height: own.height - y - own.inset
            focus: true

            readonly property string file: ["SetupAddress.qml", "SetupPlainHttp.qml", "SetupProvider.qml"][root.setup.step]
            onFileChanged: setSource(file, { setup: root.setup })
            Component.onCompleted: setSource(file, { setup: root.setup })
        }
    }
    Card {
        id: demo
        visible: !root.asking
        x: root.stacked ? own.x : own.x + own.width + Theme.gap
        y: root.stacked ? own.y + own.height + Theme.gap : own.y
        width: root.half
        height: root.tall
        title: "Look around"
        glyph: Glyph.House
        accent: Theme.power

        Label {
            x: demo.inset
            y: demo.bodyTop + Theme.unit
            width: demo.width - 2 * demo.inset
            wrapMode: Text.WordWrap
            text: "The demo home is a whole house, simulated on this machine: its meter, its heat pump, six sensors and the price of power."
            color: Theme.textSoft
        }
        Button {
            objectName: "showDemo"
            x: demo.inset
            y: demo.height - demo.inset - height
            text: "See the demo home"
            onChosen: root.setup.show_demo()
        }
    }
}
